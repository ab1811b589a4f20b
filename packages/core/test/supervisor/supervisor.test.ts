import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isPortsideError, PortsideError } from '@portside/errors'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createRemoteStore } from '../../src/adapter/remote-store'
import { createDefinition } from '../../src/define/create-definition'
import { listDefinition } from '../../src/define/service-listing'
import { serviceShape } from '../../src/define/service-shape'
import {
  command,
  defineService,
  override,
  type ServerHandle,
  type ServiceDefinition,
  type Services,
  task,
} from '../../src/index'
import { createServiceStore } from '../../src/lifecycle/service-store'
import { connectSupervisor } from '../../src/supervisor/connect-supervisor'
import { serveSupervisor, type Supervisor } from '../../src/supervisor/serve-supervisor'
import { answers, expectGone, isAlive } from '../support/expect-gone'
import { serverPath } from '../support/server-path'

const echo = ['node', serverPath('echo.mjs')]
const broken = task(['node', '-e', 'process.exit(4)'])

let directory: string
let file: string
let supervisor: Supervisor

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'portside-test-'))
  file = join(directory, 'services.mjs')
  writeFileSync(file, 'export default globalThis.listedServices')
  listServices({ api: command(echo), broken })
  supervisor = await serveSupervisor()
  await supervisor.addServices(file)
})

afterEach(async () => {
  await supervisor.close()
  rmSync(directory, { recursive: true })
})

/** Sets what the services file lists: it is loaded when the first worker asks. */
function listServices(services: Services): void {
  Object.assign(globalThis, { listedServices: services })
}

/** The worker's copy of a definition of the file. */
function listed<Definition extends ServiceDefinition>(name: string, definition: Definition): Definition {
  listDefinition(definition, { name, file })
  return definition
}

describe('the supervisor', () => {
  test('starts a service once, however many workers ask at the same moment', async () => {
    const workers = Array.from({ length: 20 }, () => createRemoteStore(supervisor.address))
    const api = listed('api', command(echo))
    const shares = await Promise.all(workers.map((acquire) => acquire(api, {})))
    const handles = shares.map((share) => share?.handle as ServerHandle)
    expect(new Set(handles.map(({ pid }) => pid)).size).toBe(1)
    expect((await handles[7]?.fetch('/'))?.status).toBe(200)
    const port = handles[0]?.port
    expect(await handles[3]?.waitForOutput(/listening on (\d+)/)).toEqual([`listening on ${port}`, String(port)])
    for (const share of shares) await share?.release()
    await supervisor.close()
    await expectGone(handles[0] ?? {})
  })

  test('passes on why a service did not start, with its class and its code', async () => {
    const acquire = createRemoteStore(supervisor.address)
    const failure = { code: 'E_EXITED_EARLY', service: 'broken', name: 'PortsideError' }
    await expect(acquire(listed('broken', task(['node', '-e', ''])), {})).rejects.toMatchObject(failure)
  })

  test('leaves to the worker what its files do not list', async () => {
    expect(await createRemoteStore(supervisor.address)(command(echo), {})).toBeUndefined()
  })

  test('shares with a variant what that needs and its files list', async () => {
    const db = defineService({ start: () => ({ pid: process.pid, at: performance.now() }) })
    listServices({ db })
    const copy = defineService({ start: () => ({ pid: 0, at: 0 }) })
    const variant = override(defineService({ needs: { db: listed('db', copy) }, start: ({ needs }) => needs.db }), {})
    const store = createServiceStore({ run: supervisor.run, elsewhere: createRemoteStore(supervisor.address) })
    const own = await store.acquire(variant)
    const shared = await createRemoteStore(supervisor.address)(listed('db', copy), {})
    expect(own.handle).toEqual(shared?.handle)
    expect(own.handle).toMatchObject({ pid: process.pid })
    await shared?.release()
    await store.close()
  })

  test('refuses a definition that differs from the one in the file', async () => {
    const acquire = createRemoteStore(supervisor.address)
    const db = defineService({ start: () => ({}) })
    await expect(acquire(listed('api', command(echo, { needs: { db } })), {})).rejects.toThrow('did the file change')
  })

  test('listens where only its user can enter', () => {
    expect(statSync(dirname(supervisor.address.socket)).mode & 0o777).toBe(0o700)
  })

  test('leaves no directory when it is closed', async () => {
    await supervisor.close()
    expect(() => statSync(dirname(supervisor.address.socket))).toThrow('ENOENT')
  })

  const strangers: readonly [string, string][] = [
    ['garbage', 'GET / HTTP/1.1\r\n\r\n'],
    ['a wrong token', '{"id":1,"method":"hello","params":{"token":"x","runId":"y"}}\n'],
    ['no greeting', '{"id":1,"method":"acquire","params":{"file":"x","name":"api","shape":"","keys":{}}}\n'],
    ['null', 'null\n'],
    ['an endless line', 'x'.repeat(2 * 1024 * 1024)],
  ]
  test.each(strangers)('cuts off a peer that sends %s, and goes on', async (_, text) => {
    const socket = connect(supervisor.address.socket)
    const received: string[] = []
    socket.on('data', (chunk) => received.push(String(chunk)))
    socket.on('error', () => undefined)
    socket.write(text)
    await new Promise((resolve) => socket.once('close', resolve))
    expect(received).toEqual([])
    const client = await connectSupervisor(supervisor.address)
    expect((await client.request('hello', supervisor.address)).files).toHaveLength(1)
    client.close()
  })

  test('tells every worker when a service dies', async () => {
    const api = listed('api', command(echo))
    const workers = Array.from({ length: 12 }, () => createRemoteStore(supervisor.address))
    const shares = await Promise.all(workers.map((acquire) => acquire(api, {})))
    const [first] = shares.map((share) => share?.handle as ServerHandle)
    process.kill(Number(first?.pid), 'SIGKILL')
    for (const share of shares) {
      await expect.poll(() => share?.crash.reason as unknown).toMatchObject({ code: 'E_CRASHED', service: 'api' })
      await share?.release()
    }
    await expect(createRemoteStore(supervisor.address)(api, {})).rejects.toMatchObject({ code: 'E_CRASHED' })
  })

  test('tells a worker of a death in the moment in which it gets the service', async () => {
    const services = Object.fromEntries(Array.from({ length: 20 }, (_, turns) => [`dies${turns}`, diesAfter(turns)]))
    listServices(services)
    const acquire = createRemoteStore(supervisor.address)
    for (const [name, definition] of Object.entries(services)) {
      const share = await acquire(listed(name, definition), {}).catch((error: unknown) => error as PortsideError)
      if (isPortsideError(share)) expect(share.code).toBe('E_CRASHED')
      else await expect.poll(() => [name, share?.crash.aborted]).toEqual([name, true])
    }
  })

  test('releases what a vanished worker held', async () => {
    const api = command(echo, { scope: 'file' })
    listServices({ api })
    const client = await connectSupervisor(supervisor.address)
    const wanted = { file, name: 'api', shape: serviceShape(api), keys: { file: 'a' } }
    const { pid, port } = (await client.request('acquire', wanted)).data as ServerHandle
    expect(await answers(port)).toBe(true)
    client.close()
    await expect.poll(() => answers(port)).toBe(false)
    await expect.poll(() => isAlive(Number(pid))).toBe(false)
  })
})

/** A service that dies so many turns of the queue of promises after it is ready. */
function diesAfter(turns: number): ServiceDefinition {
  const die = async () => {
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
    return new PortsideError({ code: 'E_CRASHED', service: 'api', summary: 'died' })
  }
  const start = () => Promise.resolve({ data: {}, crashed: die() })
  return createDefinition({ kind: 'service', start, connect: () => ({}), vary: () => diesAfter(turns) })
}
