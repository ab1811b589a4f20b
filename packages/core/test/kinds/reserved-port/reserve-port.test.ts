import { describe, expect, test } from 'vitest'
import { command, override, reservePort, type ServerHandle, start } from '../../../src/index'
import { createServiceStore } from '../../../src/lifecycle/service-store'
import { createRun } from '../../../src/run/run'
import { expectGone } from '../../support/expect-gone'
import { findProgram } from '../../support/find-program'
import { serverPath } from '../../support/server-path'

const echo = ['node', serverPath('echo.mjs')]
const python = findProgram('python3')

interface Echo {
  readonly environment: Readonly<Record<string, string>>
}

async function environmentOf(url: string): Promise<Echo['environment']> {
  const response = await fetch(url)
  return ((await response.json()) as Echo).environment
}

describe('reservePort', () => {
  test('gives a service the place of one that needs it', async () => {
    const webPort = reservePort()
    const api = command(echo, { needs: { webPort }, env: ({ webPort }) => ({ ORIGIN: webPort.url }) })
    const web = command(echo, { port: webPort, needs: { api }, env: ({ api }) => ({ API_URL: api.url }) })
    const handle = await start(web)
    const { API_URL = '', PORT } = await environmentOf(handle.url)
    expect(PORT).toBe(String(handle.port))
    expect(await environmentOf(API_URL)).toMatchObject({ ORIGIN: handle.url })
    await handle.stop()
    await expectGone(handle)
  })

  test('stays with those who know it, also when the service that takes it is restarted or replaced', async () => {
    const webPort = reservePort()
    const store = createServiceStore({ run: createRun() })
    const { handle: reserved, release } = await store.acquire(webPort)
    const first = await store.acquire(command(echo, { port: webPort }))
    await first.control.relaunch(() => undefined)
    expect(first.handle).toMatchObject(reserved as ServerHandle)
    await first.release()
    const second = await store.acquire(command(echo, { port: webPort }))
    expect(second.handle).toMatchObject(reserved as ServerHandle)
    await second.release()
    await release()
    await store.close()
  })

  test('is of the address family that it was asked for', async () => {
    const handle = await start(command(echo, { port: reservePort({ host: '::1' }) }))
    expect(handle.url).toBe(`http://[::1]:${handle.port}`)
    expect(await environmentOf(handle.url)).toMatchObject({ HOST: '::1' })
    await handle.stop()
  })

  test.skipIf(python === undefined)('is let go for a server that does not tolerate the hold', async () => {
    const handle = await start(command(['python3', serverPath('no-reuse.py')], { port: reservePort() }))
    expect((await handle.fetch('/')).status).toBe(200)
    await handle.stop()
  })

  test('can be replaced like any need', async () => {
    const webPort = reservePort()
    const web = command(echo, { needs: { webPort }, port: webPort })
    const { port } = await start(reservePort()).then(async (free) => (await free.stop(), free))
    const handle = await start(override(web, { needs: { webPort: reservePort({ port }) } }))
    expect(handle.port).toBe(port)
    await handle.stop()
  })

  const wrong: readonly [string, () => unknown, string][] = [
    ['a number that is no port', () => reservePort({ port: 70_000 }), 'port'],
    ['another host than loopback', () => reservePort({ host: '0.0.0.0' as '::1' }), 'host'],
    ['a host beside it', () => command(echo, { port: reservePort(), host: '::1' }), 'host'],
    ['what is no reservation', () => command(echo, { port: command(echo) }), 'port'],
    ['a scope that outlives it', () => command(echo, { port: reservePort({ scope: 'test' }), scope: 'run' as never }), 'scope'], // prettier-ignore
  ]
  test.each(wrong)('refuses %s', (_, define, name) => {
    expect(define).toThrow(TypeError)
    expect(define).toThrow(name)
  })
})
