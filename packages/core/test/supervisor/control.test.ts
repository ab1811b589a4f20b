import { findPortOwner } from '@portside/ports'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RemoteStore } from '../../src/worker/remote-store'
import { serviceShape } from '../../src/definition/service-listing'
import { ownHandle } from '../../src/handle/own-handle'
import { command, inProcess, type OwnedHandle, type ServerHandle, type ServiceDefinition } from '../../src/index'
import { connectSupervisor } from '../../src/worker/connect-supervisor'
import type { SharedService } from '../../src/protocol/messages'
import { errorOf } from '../support/error-of'
import { answers, expectGone, isAlive } from '../support/expect-gone'
import { processesOf } from '../support/processes-of'
import { serverPath } from '../support/server-path'
import { listed, supervise, type Supervised } from '../support/supervised'

const echo = ['node', serverPath('echo.mjs')]
const keys = { worker: '1', file: 'a.test.ts', test: '1' }

const db = command(echo, { scope: 'file' })
const services = {
  perRun: command(echo),
  perWorker: command(echo, { scope: 'worker' }),
  db,
  perFile: command(echo, { needs: { db }, env: ({ db }) => ({ DB_URL: db.url }) }),
  perTest: command(echo, { scope: 'test' }),
  inFile: inProcess(() => (_, response) => response.end('here')),
}

let run: Supervised
let file: string

beforeEach(async () => {
  run = await supervise()
  file = await run.addFile('services.mjs', services)
})

afterEach(() => run.close())

async function take(name: keyof typeof services, worker: RemoteStore = run.worker()) {
  const share = await worker(listed(file, name, copyOf(name)), keys)
  if (share === undefined) throw new TypeError(`Expected ${name} to be listed`)
  return { share, handle: ownHandle(share) as OwnedHandle<ServerHandle> }
}

/** Makes a definition as a worker loads it: not the supervisor's, and of the same shape. */
function copyOf(name: keyof typeof services): ServiceDefinition {
  if (name === 'perFile') return command(echo, { needs: { db: command(echo, { scope: 'file' }) } })
  return name === 'inFile' ? inProcess(() => () => {}) : command(echo, { scope: services[name].scope })
}

describe('a worker', () => {
  test.each(['perFile', 'perTest'] as const)('restarts %s, which is its own, on the same port', async (name) => {
    const { share, handle } = await take(name)
    const { pid, port, url } = handle
    await handle.restart()
    expect(handle).toMatchObject({ port, url, name })
    expect(handle.pid).not.toBe(pid)
    expect(await (await handle.fetch('/')).json()).toMatchObject({ pid: handle.pid })
    expect(share.crash.aborted).toBe(false)
    await share.release()
    await expectGone({ pid })
    await expectGone(handle)
  })

  test('keeps its service down while something runs, also when that throws, and leaves what it needs alone', async () => {
    const worker = run.worker()
    const [{ share, handle }, need] = await Promise.all([take('perFile', worker), take('db', worker)])
    const { pid } = need.handle
    expect(await handle.whileStopped(() => answers(handle.port))).toBe(false)
    const failing = handle.whileStopped(() => Promise.reject(new Error('on purpose')))
    await expect(failing).rejects.toThrow('on purpose')
    expect((await handle.fetch('/')).status).toBe(200)
    expect(need.handle.pid).toBe(pid)
    await need.handle.restart()
    expect((await handle.fetch('/')).status).toBe(200)
    await Promise.all([share.release(), need.share.release()])
    for (const gone of [handle, need.handle]) await expectGone(gone)
  })

  test('pauses, resumes and kills its service, and brings it back', async () => {
    const { share, handle } = await take('perFile')
    await handle.pause()
    await expect(handle.fetch('/', { signal: AbortSignal.timeout(200) })).rejects.toThrow('timeout')
    await handle.resume()
    expect((await handle.fetch('/')).status).toBe(200)
    await handle.kill()
    await expect.poll(() => share.crash.reason as unknown).toMatchObject({ code: 'E_CRASHED', service: 'perFile' })
    expect((await errorOf(handle.fetch('/'))).code).toBe('E_CRASHED')
    await handle.restart()
    expect(share.crash.aborted).toBe(false)
    expect((await handle.fetch('/')).status).toBe(200)
    expect(await handle.waitForOutput(/listening on (\d+)/)).toEqual([`listening on ${handle.port}`, `${handle.port}`])
    process.kill(handle.pid as number, 'SIGKILL')
    await expect.poll(() => share.crash.aborted).toBe(true)
    await share.release()
    await expectGone(handle)
  })

  test('has all of its shares follow a restart', async () => {
    const worker = run.worker()
    const [one, other] = await Promise.all([take('perFile', worker), take('perFile', worker)])
    expect(other.handle.pid).toBe(one.handle.pid)
    await one.handle.kill()
    await expect.poll(() => other.share.crash.aborted).toBe(true)
    await one.handle.restart()
    expect(other.share.crash.aborted).toBe(false)
    expect(await (await other.handle.fetch('/')).json()).toMatchObject({ pid: one.handle.pid })
    expect(other.handle.pid).toBe(one.handle.pid)
    await Promise.all([one.share.release(), other.share.release()])
    await expectGone(one.handle)
  })

  test.each(['perRun', 'perWorker'] as const)('is refused to disturb %s, which others share', async (name) => {
    const { share, handle } = await take(name)
    const { pid } = handle
    const attempts = [handle.restart(), handle.whileStopped(() => 1), handle.pause(), handle.resume(), handle.kill()]
    for (const attempt of attempts) {
      await expect(attempt).rejects.toThrow(TypeError)
      await expect(attempt).rejects.toThrow(`Expected \`${name}\` to have the scope 'file' or 'test'`)
    }
    expect(await (await handle.fetch('/')).json()).toMatchObject({ pid })
    await share.release()
  })

  test("cannot reach another one's service, also when that runs a file of the same name", async () => {
    const [mine, theirs] = await Promise.all([take('perFile'), take('perFile')])
    expect(mine.handle.pid).not.toBe(theirs.handle.pid)
    const { pid } = theirs.handle
    const otherOwner = await connectSupervisor(run.supervisor.address)
    for (const share of [0, 1, 2, 3]) {
      await expect(otherOwner.request('halt', { share })).rejects.toThrow('to be one that this connection holds')
      await expect(otherOwner.request('control', { share, action: 'kill' })).rejects.toThrow(TypeError)
    }
    otherOwner.close()
    await mine.handle.restart()
    expect(await (await theirs.handle.fetch('/')).json()).toMatchObject({ pid })
    await Promise.all([mine.share.release(), theirs.share.release()])
    for (const { handle } of [mine, theirs]) await expectGone(handle)
  })

  test('learns what it asks for wrongly, and the service is up afterwards', async () => {
    const { share, handle } = await take('perFile')
    const twice = await Promise.allSettled([handle.restart(), handle.restart()])
    expect(twice.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const [refused] = twice.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []))
    expect(refused?.message).toBe('Expected `perFile` to be left alone until the restart that is going on has ended')
    await expect(handle.whileStopped(() => handle.restart())).rejects.toThrow('until the restart that is going on')
    await expect(handle.whileStopped(() => handle.kill())).rejects.toThrow('until the restart that is going on')
    await expect(handle.whileStopped(undefined as never)).rejects.toThrow('Expected `act` to be a function')
    expect((await handle.fetch('/')).status).toBe(200)
    await share.release()
    for (const attempt of [handle.restart(), handle.pause()])
      await expect(attempt).rejects.toThrow('Expected `perFile` to be in use')
    await expectGone(handle)
  })

  test('gives its service back in the middle of an outage that does not end', async () => {
    const { share, handle } = await take('perFile')
    const { pid } = handle
    let isDown = () => {}
    const down = new Promise<void>((resolve) => (isDown = resolve))
    let goOn = () => {}
    const outage = handle.whileStopped(() => {
      isDown()
      return new Promise<void>((resolve) => (goOn = resolve))
    })
    await down
    await share.release()
    goOn()
    await expect(outage).rejects.toThrow('Expected `perFile` to be in use, but it has been stopped or given back')
    await expectGone({ pid })
    await expectFree(handle.port)
  })

  test('is refused for what is no process that was started here', async () => {
    const { share, handle } = await take('inFile')
    await expect(handle.restart()).rejects.toThrow('Expected `inFile` to be a command')
    await expect(handle.pause()).rejects.toThrow('Expected `inFile` to be a command')
    expect(await (await handle.fetch('/')).text()).toBe('here')
    await share.release()
  })
})

describe('a worker that vanishes', () => {
  const wanted = () => ({ listings: [{ file, name: 'perFile' }], shape: serviceShape(copyOf('perFile')), keys })

  test.each([
    ['in the middle of whileStopped()', 'halted'],
    ['while its service is being stopped', 'halting'],
    ['while its service is being started again', 'relaunching'],
  ])('%s leaves nothing', async (_, moment) => {
    const client = await connectSupervisor(run.supervisor.address)
    const { share, data } = (await client.request('acquire', wanted())) as SharedService
    const { pid, port } = data as ServerHandle
    const halt = client.request('halt', { share })
    if (moment !== 'halting') await halt
    else halt.catch(() => undefined)
    if (moment !== 'halting') expect(isAlive(Number(pid))).toBe(false)
    if (moment === 'relaunching') client.request('relaunch', { share }).catch(() => undefined)
    client.close()
    await expectFree(port)
    await expect.poll(() => processesOf(run.supervisor.run.id)).toEqual([])
  })
})

/** Neither used nor held any more. */
async function expectFree(port: number): Promise<void> {
  await expect.poll(() => findPortOwner(port), { timeout: 5000 }).toBeUndefined()
}
