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

test('the password of a URL is masked, also in an object, and however long it is', () => {
  const password = 'hidden'.repeat(30)
  const url = `mongodb+srv://app:${password}@db.example/shop`
  for (const value of [url, { existing: url }, [url]]) {
    const { message } = invalidArgument('existing', 'a URL', value)
    expect(message).not.toContain('hidden')
    expect(message).toContain('app:****@db.example')
  }
})
