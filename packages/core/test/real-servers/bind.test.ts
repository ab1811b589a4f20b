import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { probe } from '@portside/probe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command, start, task } from '../../src/index'
import { expectGone } from '../support/expect-gone'
import { findProgram } from '../support/find-program'
import { serverPath } from '../support/server-path'

const redis = findProgram('redis-server')
const python = findProgram('python3')
const go = findProgram('go')
const postgres = findProgram('postgres')
const initdb = findProgram('initdb')
const hosts = ['127.0.0.1', '::1', '0.0.0.0', '::'] as const

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'portside-test-'))
  chmodSync(directory, 0o777)
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** The address to connect to a server that listens on `host`. */
const reachable = (host: string) => (host.includes(':') ? '::1' : '127.0.0.1')

describe('a leased port is bound by', () => {
  test.skipIf(redis === undefined).each(hosts)('Redis on %s', async (host) => {
    const argv = [
      redis ?? '',
      '--port',
      '{port}',
      '--bind',
      host,
      '--protected-mode',
      'no',
      '--save',
      '',
      '--appendonly',
      'no',
    ]
    const server = await start(command(argv, { cwd: directory, host: reachable(host), ready: probe.redis() }))
    await server.stop()
    await expectGone(server)
  })

  test.skipIf(python === undefined).each(hosts)('Python on %s', async (host) => {
    const argv = [python ?? '', '-m', 'http.server', '--bind', host, '{port}']
    const server = await start(command(argv, { cwd: directory, host: reachable(host), ready: '/' }))
    expect((await server.fetch('/')).status).toBe(200)
    await server.stop()
    await expectGone(server)
  })

  test.skipIf(go === undefined)('Go', { timeout: 120_000 }, async () => {
    const program = join(directory, 'hello')
    const cache = { GOCACHE: join(directory, 'cache'), GOFLAGS: '-mod=mod', GO111MODULE: 'off' }
    const built = spawnSync(go ?? '', ['build', '-o', program, serverPath('hello.go')], {
      env: { ...process.env, ...cache },
    })
    expect(built.stderr.toString()).toBe('')
    for (const host of hosts) {
      const address = reachable(host)
      const server = await start(command([program, host], { host: address, ready: '/' }))
      expect(await (await server.fetch('/')).text()).toBe('hello')
      await server.stop()
      await expectGone(server)
    }
  })

  test.skipIf(postgres === undefined || initdb === undefined)(
    'PostgreSQL, again after it was stopped',
    async () => {
      // It refuses to run as root.
      const asUser = process.getuid?.() === 0 ? 'setpriv --reuid=nobody --regid=nogroup --clear-groups' : 'env'
      const cluster = task(`${asUser} ${initdb} -D ${directory}/data --no-sync -A trust -U postgres`)
      const line = `${asUser} ${postgres} -D ${directory}/data -p {port} -h {host} -k ${directory}/data -c fsync=off`
      const first = await start(command(line, { needs: { cluster }, ready: probe.postgres(), stopSignal: 'SIGINT' }))
      await first.stop()
      await expectGone(first)
      const second = await start(command(line, { port: first.port, ready: probe.postgres(), stopSignal: 'SIGINT' }))
      await second.stop()
      await expectGone(second)
    },
    60_000,
  )
})
