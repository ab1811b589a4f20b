import { chmodSync, chownSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { probe, waitUntilReady, type Probe } from '../../src/index'
import type { Address } from '../../src/probe'
import { ordinaryUser } from '../../../../test/support/ordinary-user'
import { freeAddress } from '../support/free-address'
import { observe } from '../support/observe'
import { isInstalled, startProgram } from '../support/program'
import { targetAt } from '../support/target'
import { temporaryDirectory } from '../support/temporary-directory'

const timeoutMs = 20_000

vi.setConfig({ testTimeout: 60_000 })

async function expectReady(ready: Probe, address: Address, exited: Promise<unknown>): Promise<void> {
  const readiness = await waitUntilReady(ready, targetAt(address), { timeoutMs, exited })
  expect(readiness).toMatchObject({ state: 'ready' })
}

test.skipIf(!isInstalled('redis-server'))(
  'redis answers, with and without a password (skipped: redis-server is not installed)',
  async () => {
    for (const more of [[], ['--requirepass', 'secret']]) {
      const address = await freeAddress('127.0.0.1')
      const place = ['--port', String(address.port), '--bind', address.host, '--dir', temporaryDirectory()]
      const { exited } = startProgram(['redis-server', ...place, '--save', '', '--appendonly', 'no', ...more])
      await expectReady(probe.redis(), address, exited)
    }
  },
)

test.skipIf(!isInstalled('redis-server'))(
  'redis that loads its data is ready without the password, and only with it is not (skipped: redis-server is not installed)',
  async () => {
    const directory = temporaryDirectory()
    const commands = Array.from({ length: 20_000 }, (_, index) => commandOf('SET', `key:${index}`, 'x'))
    writeFileSync(join(directory, 'appendonly.aof'), commands.join(''))
    const address = await freeAddress('127.0.0.1')
    const place = ['--port', String(address.port), '--bind', address.host, '--dir', directory, '--appendonly', 'yes']
    // A wait for each key, in microseconds, which Redis has for its own tests: it loads until the end of this one.
    const slow = ['--key-load-delay', '1000', '--loading-process-events-interval-bytes', '1024']
    const { exited } = startProgram(['redis-server', ...place, ...slow, '--requirepass', 'secret'])
    const url = `redis://:secret@${address.host}:${address.port}`
    const known = observe(probe.redis(), targetAt(address, { url }))
    expect(await known.tracked((attempt) => attempt.outcome === 'answered')).toMatchObject({
      detail: expect.stringContaining('LOADING') as string,
    })
    await expectReady(probe.redis(), address, exited)
    known.abort()
    await expect(known.ready).rejects.toThrow()
  },
)

test.skipIf(!isInstalled('mosquitto'))(
  'mosquitto answers, also one that wants a password (skipped: mosquitto is not installed)',
  async () => {
    for (const isOpen of [true, false]) {
      const address = await freeAddress()
      const config = join(temporaryDirectory(), 'mosquitto.conf')
      writeFileSync(config, `listener ${address.port} ${address.host}\nallow_anonymous ${isOpen}\nuser root\n`)
      const { exited } = startProgram(['/usr/sbin/mosquitto', '-c', config])
      await expectReady(probe.mqtt(), address, exited)
    }
  },
)

test.skipIf(!isInstalled('nats-server'))('nats answers (skipped: nats-server is not installed)', async () => {
  const address = await freeAddress()
  const { exited } = startProgram(['/usr/sbin/nats-server', '-a', address.host, '-p', String(address.port)])
  await expectReady(probe.nats(), address, exited)
})

test.skipIf(!isInstalled('postgres', 'initdb'))(
  'postgres answers, and is waited for until the database is there (skipped: PostgreSQL is not installed)',
  async () => {
    const directory = temporaryDirectory()
    const user = ordinaryUser()
    const run = { cwd: directory, ...user }
    chmodSync(directory, 0o700)
    if (user !== undefined) chownSync(directory, user.uid, user.gid)
    const data = join(directory, 'data')
    spawnSync('initdb', ['--no-sync', '-U', 'postgres', '-A', 'trust', '-D', data], run)
    const address = await freeAddress('127.0.0.1')
    const place = ['-p', String(address.port), '-h', address.host, '-k', directory]
    const { exited } = startProgram(['postgres', '-D', data, ...place, '-c', 'fsync=off'], run)
    await expectReady(probe.postgres(), address, exited)
    await expectReady(probe.postgres({ database: 'template1', user: 'nobody-there' }), address, exited)
    const wait = observe(probe.postgres({ database: 'app' }), targetAt(address))
    expect(await wait.tracked((attempt) => attempt.outcome === 'answered')).toMatchObject({
      probe: 'PostgreSQL answers',
      detail: 'database "app" does not exist (3D000)',
    })
    const client = ['-h', directory, '-p', String(address.port), '-U', 'postgres']
    expect(spawnSync('createdb', [...client, 'app'], run).status).toBe(0)
    await wait.ready
  },
)

/** A command as the append-only file has it. */
function commandOf(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`
}
