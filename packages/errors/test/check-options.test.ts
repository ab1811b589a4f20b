import { expect, test } from 'vitest'
import { checkOptions, oneOf, optionRules } from '../src/index'

const rules = { timeoutMs: optionRules.durationMs, mode: oneOf('fast', 'slow', 'off'), path: optionRules.text }
const check = (options: unknown) => () => checkOptions('wait()', options, rules)

test('options that are known and right pass, and so does what is undefined', () => {
  expect(check({ timeoutMs: 1, mode: 'fast', path: undefined })).not.toThrow()
  expect(check({ unknown: undefined })).not.toThrow()
})

test('an unknown option is refused with the nearest that there is', () => {
  expect(check({ timeoutMS: 1 })).toThrow(/^wait\(\) has no option `timeoutMS`: did you mean `timeoutMs`\?$/)
  expect(check({ colour: 1 })).toThrow(/^wait\(\) has no option `colour`: its options are timeoutMs, mode, path$/)
  expect(check({ ['__proto__x']: 1 })).toThrow('has no option')
})

test('a wrong value is refused with what it can be', () => {
  for (const value of [0, -1, Number.NaN, Infinity, 2 ** 31, '1'])
    expect(check({ timeoutMs: value })).toThrow(/^Expected `timeoutMs` to be milliseconds above 0, at most 2147483647/)
  expect(check({ mode: 'quick' })).toThrow("Expected `mode` to be 'fast', 'slow' or 'off', got 'quick'")
  expect(check({ path: 'a\0b' })).toThrow('Expected `path` to be a string that is not empty')
})

test('what is no plain object is refused', () => {
  for (const value of [null, [], 'x', 1, () => {}])
    expect(check(value)).toThrow('Expected `options of wait()` to be a plain object')
})

test('a value that cannot be shown is named by its type', () => {
  const value = { [Symbol.for('nodejs.util.inspect.custom')]: () => { throw new Error('no') } } // prettier-ignore
  expect(check({ mode: value })).toThrow('got a value that cannot be shown (object)')
})
