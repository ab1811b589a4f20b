import { join } from 'node:path'
import { expect, test } from 'vitest'
import { command, start } from '../../src/index'

const server = ['node', join(import.meta.dirname, '../servers/closes-listener.mjs')]

test('a request waits for a listener that is closed and opened again', async () => {
  await using api = await start(command(server))
  expect(await (await api.fetch('/close?for=900')).text()).toBe('closes')
  expect(await (await api.fetch('/')).text()).toBe('opened 2 times')
})

test('a listener that stays closed while its process lives is named with the output, until it is open again', async () => {
  await using api = await start(command(server))
  await api.fetch('/close?for=3000')
  const error: unknown = await api.fetch('/').catch((reason: unknown) => reason)
  expect(error).toMatchObject({
    code: 'E_CRASHED',
    service: 'service',
    summary: `no longer listens on 127.0.0.1:${api.port}, though its process ${api.pid} lives`,
    hints: [
      'Fix the error that its output shows and save the file. A watcher such as `deno run --watch` keeps running after its program has failed.',
      'Without such a watcher, look for what closes its server.',
    ],
    output: expect.stringContaining('the program has failed'),
    cause: { cause: { code: 'ECONNREFUSED' } },
  })
  await expect.poll(async () => (await api.fetch('/')).text(), { timeout: 10_000 }).toBe('opened 2 times')
})

test('a server that ends on purpose keeps the error of the connection in what the handle throws', async () => {
  await using api = await start(command(server))
  const caught = api.whileStopped(async () => api.fetch('/').catch((reason: unknown) => reason))
  expect(await caught).toMatchObject({ cause: { code: 'ECONNREFUSED' } })
})
