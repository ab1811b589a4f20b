import { expect, test } from 'vitest'
import { command, start, task } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { expectGone } from '../../support/expect-gone'
import { serverPath } from '../../support/server-path'

const endsWithInput = ['node', serverPath('ends-with-input.mjs')]

test('a service has a standard input that is silent and does not end', async () => {
  const api = await start(command(endsWithInput))
  expect((await api.fetch('/')).status).toBe(200)
  await api.stop()
  await expectGone(api)
})

test("with `stdin: 'closed'` it ends at once", async () => {
  const error = await errorOf(start(command(endsWithInput, { stdin: 'closed' })))
  expect(error).toMatchObject({ code: 'E_EXITED_EARLY', summary: 'ended with code 0 before it was ready' })
})

test('a process that waits for input is named as one that reads it', async () => {
  const error = await errorOf(start(command('cat', { startTimeoutMs: 300 })))
  expect(error.evidence.join('\n')).toContain('(cat) reads its standard input')
})

test('a task that asks a question fails instead of waiting for an answer', async () => {
  const asked = task('read answer && echo "$answer"', { shell: true })
  expect(await errorOf(start(asked))).toMatchObject({ code: 'E_EXITED_EARLY' })
})

test('another value of `stdin` is refused', () => {
  expect(() => command('node', { stdin: 'inherit' as 'open' })).toThrow("Expected `stdin` to be 'open' or 'closed'")
})
