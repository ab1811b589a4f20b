import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { command, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { answers, expectGone, isAlive } from '../../support/expect-gone'
import { serverPath } from '../../support/server-path'

const server = ['node', serverPath('leaves-daemon.mjs')]

describe.skipIf(process.platform !== 'linux')('a stop (skipped: the daemon is found on Linux only)', () => {
  test('names what still answers on the port, a daemon that hid', async () => {
    const api = await start(command(server))
    const daemon = Number(await (await api.fetch('/')).text())
    const { pid, port } = api
    const error = await errorOf(api.stop())
    expect(error).toMatchObject({ code: 'E_STOP_TIMEOUT', service: 'service' })
    expect(error.summary).toContain(String(port))
    expect(error.hints[0]).toBe(`End it: \`npx portside kill ${port}\`.`)
    expect(error.evidence[0]).toContain(`It is process ${daemon} (`)
    await expectGone({ pid })
    await end(daemon, port)
  })

  test('lets stay what is to answer for the service', async () => {
    const api = await start(command(server, { owner: 'any' }))
    const daemon = Number(await (await api.fetch('/')).text())
    await api.stop()
    await end(daemon, api.port)
  })

  test('does not end with another program that has the port of a service that did not start', async () => {
    const otherOwner = createServer()
    await new Promise<void>((resolve) => otherOwner.listen(0, '127.0.0.1', resolve))
    const { port } = otherOwner.address() as AddressInfo
    const error = await errorOf(start(command(server, { port })))
    expect(error.code).toBe('E_PORT_IN_USE')
    await new Promise((resolve) => otherOwner.close(resolve))
  })
})

async function end(daemon: number, port: number): Promise<void> {
  process.kill(daemon, 'SIGKILL')
  await expect.poll(() => isAlive(daemon)).toBe(false)
  await expect.poll(() => answers(port)).toBe(false)
}
