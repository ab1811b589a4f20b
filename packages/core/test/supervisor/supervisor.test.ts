import { isPortsideError, PortsideError } from '@portside/errors'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDefinition } from '../../src/definition/create-definition'
import { serviceShape } from '../../src/definition/service-listing'
import { command, defineService, type ServerHandle, type ServiceDefinition, task } from '../../src/index'
import { connectSupervisor } from '../../src/worker/connect-supervisor'
import type { SharedService } from '../../src/protocol/messages'
import { answers, expectGone, isAlive } from '../support/expect-gone'
import { serverPath } from '../support/server-path'
import { listed, supervise, type Supervised } from '../support/supervised'

const echo = ['node', serverPath('echo.mjs')]
const broken = task(['node', '-e', 'process.exit(4)'])

let run: Supervised
let file: string

beforeEach(async () => {
  run = await supervise()
  const perFile = command(echo, { scope: 'file' })
  const perWorker = command(echo, { scope: 'worker' })
  file = await run.addFile('services.mjs', { api: command(echo), broken, perFile, perWorker })
})

afterEach(() => run.close())

describe('the supervisor', () => {
  test('starts a service once, however many workers ask at the same moment', async () => {
    const workers = Array.from({ length: 20 }, () => run.worker())
    const api = listed(file, 'api', command(echo))
    const shares = await Promise.all(workers.map((acquire) => acquire(api, {})))
    const handles = shares.map((share) => share?.handle as ServerHandle)
    expect(new Set(handles.map(({ pid }) => pid)).size).toBe(1)
    expect((await handles[7]?.fetch('/'))?.status).toBe(200)
    const port = handles[0]?.port
    expect(await handles[3]?.waitForOutput(/listening on (\d+)/)).toEqual([`listening on ${port}`, String(port)])
    for (const share of shares) await share?.release()
    await run.supervisor.close()
    await expectGone(handles[0] ?? {})
  })

  test('passes on why a service did not start, with its class and its code', async () => {
    const acquire = run.worker()
    const failure = { code: 'E_EXITED_EARLY', service: 'broken', name: 'PortsideError' }
    await expect(acquire(listed(file, 'broken', task(['node', '-e', ''])), {})).rejects.toMatchObject(failure)
  })

  test('says to every worker that a service has died', async () => {
    const api = listed(file, 'api', command(echo))
    const workers = Array.from({ length: 12 }, () => run.worker())
    const shares = await Promise.all(workers.map((acquire) => acquire(api, {})))
    const [first] = shares.map((share) => share?.handle as ServerHandle)
    process.kill(Number(first?.pid), 'SIGKILL')
    for (const share of shares) {
      await expect.poll(() => share?.crash.reason as unknown).toMatchObject({ code: 'E_CRASHED', service: 'api' })
      await share?.release()
    }
    await expect(run.worker()(api, {})).rejects.toMatchObject({ code: 'E_CRASHED' })
  })

  test('says to a worker that a service has died in the moment in which it gets the service', async () => {
    const services = Object.fromEntries(Array.from({ length: 20 }, (_, turns) => [`dies${turns}`, diesAfter(turns)]))
    const dying = await run.addFile('dying.mjs', services)
    const acquire = run.worker()
    for (const [name, definition] of Object.entries(services)) {
      const share = await acquire(listed(dying, name, definition), {}).catch((error: unknown) => error as PortsideError)
      if (isPortsideError(share)) expect(share.code).toBe('E_CRASHED')
      else await expect.poll(() => [name, share?.crash.aborted], { timeout: 5000 }).toEqual([name, true])
    }
  })

  test('releases what a vanished worker held', async () => {
    const perFile = command(echo, { scope: 'file' })
    const client = await connectSupervisor(run.supervisor.address)
    const wanted = { listings: [{ file, name: 'perFile' }], shape: serviceShape(perFile), keys: { file: 'a' } }
    const shared = await client.request('acquire', wanted)
    const { pid, port } = (shared as SharedService).data as ServerHandle
    expect(await answers(port)).toBe(true)
    client.close()
    await expect.poll(() => answers(port)).toBe(false)
    await expect.poll(() => isAlive(Number(pid))).toBe(false)
  })

  test('starts once each time that fifty workers ask at the same instant', async () => {
    const starts: string[] = []
    const names = Array.from({ length: 20 }, (_, index) => `db${index}`)
    const service = (name: string) => defineService({ start: () => ({ start: starts.push(name) }) })
    const manyFile = await run.addFile('many.mjs', Object.fromEntries(names.map((name) => [name, service(name)])))
    for (const name of names) {
      const db = listed(manyFile, name, service(name))
      const workers = Array.from({ length: 50 }, () => run.worker())
      const shares = await Promise.all(workers.map((acquire) => acquire(db, {})))
      for (const share of shares) await share?.release()
    }
    expect(starts).toEqual(names)
  })

  test('gives a worker that replaces another one of its slot the same service', async () => {
    const perWorker = () => listed(file, 'perWorker', command(echo, { scope: 'worker' }))
    const of = async (slot: string) => (await run.worker()(perWorker(), { worker: slot }))?.handle as ServerHandle
    const [first, other] = await Promise.all([of('1'), of('2')])
    expect(other.pid).not.toBe(first.pid)
    const share = await run.worker()(perWorker(), { worker: '1' })
    expect(share?.handle).toMatchObject({ pid: first.pid, port: first.port })
    await share?.release()
    expect(await of('1')).toMatchObject({ pid: first.pid })
    await run.supervisor.close()
    await expectGone(first)
    await expectGone(other)
  })
})

/** A service that dies so many turns of the queue of promises after it is ready. */
function diesAfter(turns: number): ServiceDefinition {
  const die = async () => {
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
    return new PortsideError({ code: 'E_CRASHED', service: 'api', summary: 'died' })
  }
  const start = () => Promise.resolve({ data: {}, crashed: die() })
  return createDefinition({
    kind: 'service',
    maker: () => undefined,
    start,
    connect: () => ({}),
    vary: () => diesAfter(turns),
  })
}
