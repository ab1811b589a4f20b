import { command, type TestHandlesOf } from '@portside/core'
import { beginTest, planHeldServices, type TestTurn } from '@portside/core/worker'
import type { TestInfo } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { explainFailure } from '../src/explain-failure'

const server = `require('node:http').createServer((request, response) => {
  console.log('\\u001b[31masked\\u001b[39m for ' + request.url)
  response.end('up')
}).listen(process.env.PORT, process.env.HOST)`
const definitions = { api: command(['node', '-e', server], { scope: 'file' }) }
const { perFile, handles } = planHeldServices(definitions, [], { testFile: () => import.meta.filename, place: {} })
const services = handles as TestHandlesOf<typeof definitions>
const turn: TestTurn = { describeFailure: async () => [], end: () => undefined }

beforeAll(perFile.acquire)
afterAll(perFile.release)

/** A test that ends with a status, and its attachments. */
function ended(status: 'passed' | 'failed') {
  const attached: unknown[] = []
  const attach = async (name: string, { body }: { readonly body: string }) => void attached.push([name, body])
  const info = { status, expectedStatus: 'passed', errors: [], attach } as unknown as TestInfo
  return { info, attached }
}

test('a test that fails gets the output of services since it began, as plain text, and one that passes nothing', async () => {
  const running = beginTest(['api'])
  await services.api.fetch('/late')
  await expect.poll(() => services.api.output()).toContain('\u001B[31masked\u001B[39m for /late')
  const [failed, passed] = [ended('failed'), ended('passed')]
  await explainFailure(failed.info, running, turn)
  await explainFailure(passed.info, running, turn)
  expect(failed.attached).toEqual([['output of api', 'asked for /late']])
  expect(passed.attached).toEqual([])
})
