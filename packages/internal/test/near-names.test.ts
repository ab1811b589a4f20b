import { expect, test } from 'vitest'
import { nearestNames, nearNames } from '../src'

test.each([
  ['vits', ['vite', 'vitest', 'jest'], ['vite', 'vitest']],
  ['tiemout', ['cwd', 'timeout', 'time'], ['timeout']],
  ['port', ['ports', 'sort', 'part', 'pore', 'port'], ['port', 'part', 'pore']],
  ['ab', ['xy', 'b'], []],
  ['baseUrl', ['baseURL', 'base'], ['baseURL']],
  ['prot', ['part', 'port'], ['port', 'part']],
])('the names nearly like %s of %j are %j, the nearest first', (name, names, near) => {
  expect(nearNames(name, names)).toEqual(near)
})

test('a name is listed once', () => {
  expect(nearNames('vits', ['vite', 'vite'])).toEqual(['vite'])
})

test('the nearest names are those that are equally near', () => {
  expect(nearestNames('cb', ['ca', 'cwd', 'cab', 'env'])).toEqual(['ca', 'cab'])
  expect(nearestNames('tiemout', ['timeout', 'timeouts'])).toEqual(['timeout'])
  expect(nearestNames('url', ['env'])).toEqual([])
})
