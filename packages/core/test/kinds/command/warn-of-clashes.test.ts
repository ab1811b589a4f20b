import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { command, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { serverPath } from '../../support/server-path'
import { warningsOf } from '../../support/warnings-of'

vi.setConfig({ testTimeout: 30_000 })

test('two programs of a service that want its port are named in one warning, with the fix', async () => {
  let port = 0
  const lines = await warningsOf('PORTSIDE_SHARED_PORT', async () => {
    await using web = await start(command(['node', serverPath('two-on-one-port.mjs')], { ready: '/' }))
    port = web.port
    await web.waitForOutput(/EADDRINUSE/)
  })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(
    new RegExp(
      `^service: two of its programs want port ${port}: \`(web|api)\` \\(process \\d+\\) has it, and \`(web|api)\` \\(process \\d+\\) got EADDRINUSE.*ports:`,
    ),
  )
})

test('an inspector that cannot listen is a warning, and not the cause of an exit', async () => {
  const taker = createServer().listen(0, '127.0.0.1')
  await once(taker, 'listening')
  const { port } = taker.address() as AddressInfo
  const env = { NODE_OPTIONS: `--inspect=127.0.0.1:${port}` }
  const lines = await warningsOf('PORTSIDE_INSPECTOR', async () => {
    const error = await errorOf(start(command(['node', serverPath('missing-module.mjs')], { env })))
    expect(error).toMatchObject({ code: 'E_EXITED_EARLY' })
    expect(error.output).toContain('not-there.mjs')
  })
  expect(lines).toEqual([
    `service: its inspector could not listen on 127.0.0.1:${port}, which is taken; it runs without one`,
  ])
  taker.close()
})
