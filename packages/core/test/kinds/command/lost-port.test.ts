import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isPortsideError, type PortsideError } from '@portside/errors'
import { findOpenConnections } from '@portside/ports'
import { describe, expect, test, vi } from 'vitest'
import { command, start } from '../../../src'
import { errorOf } from '../../support/error-of'
import { expectGone } from '../../support/expect-gone'
import { warningsOf } from '../../support/warnings-of'
import { freePort } from '../../support/free-port'
import { serverPath } from '../../support/server-path'

const listens = `require('node:http').createServer((q, r) => r.end('ok')).listen(process.env.PORT, process.env.HOST)`
const servers = [
  ['a server that shares its port', ['node', '-e', listens]],
  ['a server that refuses to share', ['python3', serverPath('no-reuse.py')]],
] as const

vi.setConfig({ testTimeout: 30_000 })

/** Binds the very number, as somebody may who knows it. */
async function takePort(port: number): Promise<Server> {
  const taker = createServer((socket) => socket.end()).listen({ port, host: '127.0.0.1' })
  await once(taker, 'listening')
  return taker
}

describe('a leased port that somebody takes while the service is stopped', () => {
  test.each(servers)('is replaced for %s, whose handle and one line say so', async (_, argv) => {
    const api = await start(command(argv, { expose: 'allow' }))
    const { port, url, fetch } = api
    let taker: Server | undefined
    const warnings = await warningsOf('PORTSIDE_MOVED', () =>
      api.whileStopped(async () => (taker = await takePort(port))),
    )
    expect(api.port).not.toBe(port)
    expect(api.url).toBe(`http://127.0.0.1:${api.port}`)
    expect(await (await api.fetch('/')).text()).toBe('ok')
    expect(warnings).toEqual([
      expect.stringContaining(
        `service moved from port ${port} to ${api.port}, because it is taken: process ${process.pid} (`,
      ),
    ])
    // The properties that were read of the handle before are of the service as it was then.
    await expect(fetch(`${api.url}/`)).rejects.toThrow(`a path of ${url}`)
    await api.stop()
    taker?.close()
    await expectGone(api)
  })

  test('stays where it is once it was replaced', async () => {
    const api = await start(command(servers[0][1]))
    let taker: Server | undefined
    await warningsOf('PORTSIDE_MOVED', () => api.whileStopped(async () => (taker = await takePort(api.port))))
    const { port } = api
    expect(await warningsOf('PORTSIDE_MOVED', () => api.restart())).toEqual([])
    expect(api.port).toBe(port)
    await api.stop()
    taker?.close()
    await expectGone(api)
  })

  test('of several is replaced alone', async () => {
    const both = `const { createServer } = require('node:http')
      createServer((q, r) => r.end('admin')).listen(process.env.ADMIN_PORT, '127.0.0.1', () =>
        createServer((q, r) => r.end('ok')).listen(process.env.PORT, '127.0.0.1'))`
    const api = await start(command(['node', '-e', both], { ports: { admin: 'lease' } }))
    const { port, ports } = api
    let taker: Server | undefined
    const warnings = await warningsOf('PORTSIDE_MOVED', () =>
      api.whileStopped(async () => (taker = await takePort(ports.admin))),
    )
    expect(api.port).toBe(port)
    expect(api.ports.admin).not.toBe(ports.admin)
    expect(await (await fetch(api.urls.admin)).text()).toBe('admin')
    expect(warnings).toEqual([
      expect.stringContaining(`moved from port \`admin\` ${ports.admin} to ${api.ports.admin}, because`),
    ])
    await api.stop()
    taker?.close()
    await expectGone(api)
  })

  test.each(servers)('ends %s that was restarted after a crash, and names who has it', async (_, argv) => {
    const folder = await mkdtemp(join(tmpdir(), 'portside-lost-port-'))
    // It comes back so late that the port is taken by then.
    const late = [
      'sh',
      '-c',
      'if [ -e "$0" ]; then sleep 1; fi; touch "$0"; exec "$@"',
      join(folder, 'started'),
      ...argv,
    ]
    const api = await start(command(late, { restartOnCrash: 1 }))
    const { port } = api
    // The port of a server that dies before its client hangs up is in TIME_WAIT for a minute, unless it shares.
    await expect.poll(() => ownConnectionsTo(port)).toEqual([])
    process.kill(Number(api.pid), 'SIGKILL')
    const taker = await takeOnceFree(port)
    const cause = await vi.waitUntil(() => causeOf(api.fetch('/')), { timeout: 15_000 })
    // Whether the service or the probe meets who has it first is a race.
    expect(cause).toMatchObject({ port, owner: { pid: process.pid } })
    expect(['E_PORT_IN_USE', 'E_IMPOSTOR']).toContain(cause.code)
    expect(api.port).toBe(port)
    await api.stop()
    taker.close()
    await rm(folder, { recursive: true })
  })
})

describe('a port of a given number that somebody takes while the service is stopped', () => {
  test.each(servers)('is an error for %s, with the owner, until it is free again', async (_, argv) => {
    const port = await freePort()
    const api = await start(command(argv, { port }))
    let taker: Server | undefined
    const error = await errorOf(api.whileStopped(async () => (taker = await takePort(port))))
    expect(error.code).toBe('E_PORT_IN_USE')
    expect(error.message).toContain(`It belongs to process ${process.pid} (`)
    await expect(api.fetch('/')).rejects.toThrow('is in use')
    taker?.close()
    if (taker !== undefined) await once(taker, 'close')
    await api.restart()
    expect(await (await api.fetch('/')).text()).toBe('ok')
    expect(api.port).toBe(port)
    await api.stop()
    await expectGone(api)
  })
})

async function takeOnceFree(port: number): Promise<Server> {
  for (;;) {
    try {
      return await takePort(port)
    } catch {
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

/** Returns the connections of this process to a port. */
async function ownConnectionsTo(port: number): Promise<readonly string[]> {
  const open = await findOpenConnections([process.pid])
  return open.map(({ remote }) => remote).filter((remote) => remote.endsWith(`:${port}`))
}

/** The error of ours that is the cause of what `work` rejects with. */
async function causeOf(work: Promise<unknown>): Promise<PortsideError | undefined> {
  return work.then(
    () => undefined,
    ({ cause }: Error) => (isPortsideError(cause) ? cause : undefined),
  )
}
