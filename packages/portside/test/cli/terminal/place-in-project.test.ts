import { expect, test } from 'vitest'
import { placeInProject } from '../../../src/cli/terminal/place-in-project'

function errorAt(...lines: readonly string[]): Error {
  const error = new Error('on purpose')
  error.stack = ['Error: on purpose', ...lines.map((line) => `    at ${line}`)].join('\n')
  return error
}

test('is the first of the stack in a file of the project', () => {
  const stack = [
    'node:internal/process/task_queues:95:5',
    'invalidArgument (file:///app/node_modules/portside/dist/index.js:81:10)',
    'async Object.start (/elsewhere/a.js:1:2)',
    'file:///app/src/with%20space.ts:3:4',
    '/app/services.ts:5:6',
  ]
  expect(placeInProject(errorAt(...stack), '/app')).toBe('src/with space.ts:3:4')
  expect(placeInProject(errorAt('env (/app/services.ts:5:6)'), '/app')).toBe('services.ts:5:6')
})

test('is none where no file of the project is in it', () => {
  expect(placeInProject(errorAt('/app/node_modules/a/b.js:1:2', 'new Promise (<anonymous>)'), '/app')).toBeUndefined()
  expect(placeInProject(Object.assign(new Error('x'), { stack: undefined }))).toBeUndefined()
})
