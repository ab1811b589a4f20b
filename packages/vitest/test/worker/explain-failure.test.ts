import type { TestContext } from 'vitest'
import { expect, test } from 'vitest'
import { command } from '@portside/core'
import { setupServices } from '../../src'
import { explainFailure } from '../../src/worker/explain-failure'

const server = `require('node:http').createServer((request, response) => {
  console.log('asked for ' + request.url)
  response.end()
}).listen(process.env.PORT, process.env.HOST)`
const services = setupServices({ api: command(['node', '-e', server], { scope: 'file' }) })

test.each([
  ['shows the output of the services that it used, since it began', true, 'asked for /late'],
  ['shows nothing of the services that it did not use', false, undefined],
])('a test that fails %s', async (_, isUsed, shown) => {
  await services.api.fetch('/early')
  await expect.poll(() => services.api.output()).toContain('/early')
  const failed: (() => Promise<void>)[] = []
  const errors = [{ message: 'an earlier try' }, { message: 'it failed' }]
  const context = {
    task: { result: { errors } },
    onTestFinished: () => undefined,
    onTestFailed: (listener: () => Promise<void>) => failed.push(listener),
  }
  explainFailure(context as unknown as TestContext, isUsed ? ['api'] : [])
  await services.api.fetch('/late')
  await expect.poll(() => services.api.output()).toContain('/late')
  for (const listener of failed) await listener()
  expect(errors[0]?.message).toBe('an earlier try')
  if (shown === undefined) expect(errors[1]?.message).toBe('it failed')
  else expect(errors[1]?.message).toMatch(new RegExp(`^it failed\n\n[^]*${shown}`))
})
