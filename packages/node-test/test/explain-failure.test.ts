import { command, type TestHandlesOf } from '@portside/core'
import { beginTest, planHeldServices } from '@portside/core/worker'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { explainFailure } from '../src/explain-failure'

const server = `require('node:http').createServer((request, response) => {
  if (request.url === '/die') process.exit(7)
  console.log('asked for ' + request.url)
  response.end('up')
}).listen(process.env.PORT, process.env.HOST)`
const definitions = { api: command(['node', '-e', server], { scope: 'file' }) }
const { perFile, handles } = planHeldServices(definitions, [], { testFile: () => import.meta.filename, place: {} })
const services = handles as TestHandlesOf<typeof definitions>

// One of the tests ends the service.
beforeEach(perFile.acquire)
afterEach(perFile.release)

function outcome(thrown: unknown) {
  const lines: string[] = []
  const error = thrown === undefined ? null : new Error('the test failed', { cause: thrown })
  return { lines, error, diagnostic: (line: string) => void lines.push(line), after: () => undefined }
}

test('a test that fails reports the output of the services since it began, one diagnostic a line', async () => {
  const running = beginTest(['api'])
  await services.api.fetch('/asked')
  await expect.poll(() => services.api.output()).toContain('/asked')
  const failed = outcome(new RangeError('no'))
  await explainFailure(failed, running)
  expect(failed.lines.join('\n')).toContain('asked for /asked')
  expect(failed.lines.filter((line) => line.includes('\n') || line === '')).toEqual([])
})

test.each([undefined, 'a string'])('a test whose failure is %j reports nothing', async (thrown) => {
  const ended = outcome(thrown)
  await explainFailure(ended, beginTest([]))
  expect(ended.lines).toEqual([])
})

test('the death of a service is the cause of a failure, and is reported', async () => {
  await services.api.fetch('/die').catch(() => undefined)
  await expect.poll(async () => (await failedNow()).thrown.cause).toMatchObject({ code: 'E_CRASHED' })
  expect((await failedNow()).lines.join('\n')).toMatch(/exited with code 7|ended with code 7/)
})

async function failedNow() {
  const thrown = new RangeError('no')
  const failed = outcome(thrown)
  await explainFailure(failed, beginTest([]))
  return { thrown, lines: failed.lines }
}
