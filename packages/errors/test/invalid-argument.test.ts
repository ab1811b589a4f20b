import { expect, test } from 'vitest'
import { invalidArgument } from '../src/index'

test.each([
  [70_000, '70000'],
  ['text', "'text'"],
  [{ a: { b: { c: 1 } } }, '{ a: { b: [Object] } }'],
  [() => {}, 'a function'],
  [undefined, 'undefined'],
])('says what was expected and shows %o', (value, shown) => {
  const error = invalidArgument('port', 'a number from 1 to 65535', value)
  expect(error).toBeInstanceOf(TypeError)
  expect(error.message).toBe(`Expected \`port\` to be a number from 1 to 65535, got ${shown}`)
})
