import { expect, test } from 'vitest'
import { callPlace, formatPlaces, ownPlaces } from '../src/index'

function define(): ReturnType<typeof callPlace> {
  return callPlace(define)
}

function wrapped(): ReturnType<typeof callPlace> {
  return define()
}

test('a place is where the function was called, its callers behind it', () => {
  const [nearest, next] = ownPlaces(wrapped())
  const [here] = ownPlaces(define())
  expect(nearest).toBe(`${import.meta.filename}:9:10`)
  expect(next).toBe(`${import.meta.filename}:13:37`)
  expect(here).toBe(`${import.meta.filename}:14:28`)
})

test('the depth of stacks stays as the user has set it', () => {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 3
  define()
  expect(Error.stackTraceLimit).toBe(3)
  Error.stackTraceLimit = stackTraceLimit
})

test.each([
  ['    at file:///app/my%20services.ts:3:7', '/app/my services.ts:3:7'],
  ['    at file:///app/services.ts?v=2:3:7', '/app/services.ts:3:7'],
  ['    at async start (/app/a (b)/c.ts:3:7)', '/app/a (b)/c.ts:3:7'],
  ['    at Object.<anonymous> (/app/c.ts:3:7)', '/app/c.ts:3:7'],
  ['    at /app/c.ts:3:7', '/app/c.ts:3:7'],
  ['    at async /app/c.ts:3:7', '/app/c.ts:3:7'],
])('a line of a stack: %s', (line, expected) => {
  expect(ownPlaces({ stack: `Error: x\n${line}` })).toEqual([expected])
})

test.each([
  '    at ModuleJob.run (node:internal/modules/esm/module_job:325:25)',
  '    at x (/app/node_modules/preset/index.js:1:2)',
  '    at Array.map (<anonymous>)',
  'Error: at /app/x',
])('what is not of the user is left out: %s', (line) => {
  expect(ownPlaces({ stack: `Error: x\n${line}` })).toEqual([])
})

test('a place may be formatted without what maps stacks', () => {
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  const place = define()
  Error.prepareStackTrace = () => 'mapped'
  formatPlaces([place])
  if (prepare === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace')
  else Object.defineProperty(Error, 'prepareStackTrace', prepare)
  expect(place.stack).toContain('call-place.test.ts')
})
