import { expect, test } from 'vitest'
import { nearNames } from '../src'

test.each([
  ['vits', ['vite', 'vitest', 'jest'], ['vite', 'vitest']],
  ['tiemout', ['cwd', 'timeout', 'time'], ['timeout']],
  ['port', ['ports', 'sort', 'part', 'pore', 'port'], ['port', 'part', 'pore']],
  ['ab', ['xy', 'b'], []],
])('the names nearly like %s of %j are %j, the nearest first', (name, names, near) => {
  expect(nearNames(name, names)).toEqual(near)
})

test('a name is listed once', () => {
  expect(nearNames('vits', ['vite', 'vite'])).toEqual(['vite'])
})
