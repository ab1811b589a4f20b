import { expect, test } from 'vitest'
import { trimStack } from '../src/error-stack'
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

test('an option that throws when it is read is refused, whether the getter is its own or inside of it', () => {
  const fail = () => { throw new RangeError('not now') } // prettier-ignore
  const reason = 'got one that throws when it is read: RangeError: not now'
  expect(check(Object.defineProperty({}, 'path', { get: fail, enumerable: true }))).toThrow(
    `Expected \`path\` to be a string that is not empty, ${reason}`,
  )
  expect(check({ path: Object.defineProperty({}, 'x', { get: fail, enumerable: true }) })).toThrow(
    `Expected \`path.x\` to be readable, ${reason}`,
  )
  expect(check(new Proxy({}, { ownKeys: fail }))).toThrow(
    `Expected \`options of wait()\` to be a plain object, ${reason}`,
  )
})

test('what has options in its prototype, or none at all, is no plain object', () => {
  class Options {
    get path() {
      return 'x'
    }
  }
  for (const value of [new Options(), new Map([['path', 'x']]), Promise.resolve({}), new Date(0)])
    expect(check(value)).toThrow('Expected `options of wait()` to be a plain object')
  expect(check(Object.assign(Object.create(null), { path: 'x' }))).not.toThrow()
})

test('a collection is no record', () => {
  const isAccepted = (value: unknown) => optionRules.record.isAccepted(value)
  expect([{}, process.env, Object.create(null)].map(isAccepted)).toEqual([true, true, true])
  expect([new Map(), Promise.resolve(), [], null, new Date(0)].map(isAccepted)).toEqual(Array(5).fill(false))
})

test('an option of another tool is answered with ours, and with the way to write it', () => {
  const of = (name: string, ...names: string[]) => {
    const known = Object.fromEntries(names.map((known) => [known, optionRules.anything]))
    return () => checkOptions('command()', { [name]: 1 }, known)
  }
  expect(of('timeout', 'startTimeoutMs')).toThrow(
    /^command\(\) has no option `timeout`: it is `startTimeoutMs`, in milliseconds$/,
  )
  expect(of('timeout', 'timeoutMs')).toThrow('it is `timeoutMs`, in milliseconds')
  expect(of('url', 'ready', 'wrongPort')).toThrow(
    "say when it is ready with `ready: '/health'`; its URL is on the handle",
  )
  expect(of('reuseExistingServer', 'existing', 'wrongPort')).toThrow('use `existing: { port: 3000 }`')
  expect(of('reuseExistingServer', 'existing')).toThrow('use `existing` with its URL')
  expect(of('stdio', 'stdin')).toThrow('`stdin` is what it reads')
  expect(of('interval')).toThrow('leave it out')
})

test('an option of another tool that has no counterpart is answered like any other name', () => {
  expect(check({ reuseExistingServer: true })).toThrow('its options are timeoutMs, mode, path')
})

test('the stack of a wrong use begins with the line of the user, also below functions of the engine', () => {
  const own = (line: number) => `    at check (/app/node_modules/@portside/core/dist/index.js:${line}:1)`
  const users = '    at /app/services.ts:3:7\n    at Array.map (<anonymous>)\n    at /app/services.ts:2:1'
  const error = new TypeError('wrong')
  error.stack = `TypeError: wrong\n${own(1)}\n    at Array.map (<anonymous>)\n${own(2)}\n${users}`
  expect(trimStack(error).stack).toBe(`TypeError: wrong\n${users}`)
})

test('names that are equally near are all shown', () => {
  const known = { ca: optionRules.text, cwd: optionRules.text, cab: optionRules.text }
  expect(() => checkOptions('x()', { cb: 1 }, known)).toThrow('did you mean `ca` or `cab`?')
})
