import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findCrash, throwIfCrashed } from '../../src/worker/find-crash'
import { createRemoteStore } from '../../src/worker/remote-store'
import { currentSession } from '../../src/worker/session'
import { command, defineService, type ServerHandle } from '../../src/index'
import type { ServiceLink } from '../../src/contract/service-link'
import type { ServiceShare } from '../../src/contract/service-share'
import { addressVariable } from '../../src/protocol/supervisor-address'
import { errorOf } from '../support/error-of'
import { isAlive } from '../support/expect-gone'
import { serverPath } from '../support/server-path'
import { listed, supervise, type Supervised } from '../support/supervised'

const echo = ['node', serverPath('echo.mjs')]
const stuck = ['node', '-e', 'require("http").createServer(() => undefined).listen(process.env.PORT, process.env.HOST)']
const api = command(echo)
const hung = command(stuck)
const perWorker = command(echo, { scope: 'worker' })
const keys = { worker: '1', file: 'a', test: '1' }

let run: Supervised
let file: string
beforeEach(async () => {
  run = await supervise()
  file = await run.addFile('services.mjs', { api, hung, perWorker })
})
afterEach(() => run.close())

describe('a worker that comes when a service is ready', () => {
  test('gets it without a connection', async () => {
    const first = await take(run.worker())
    const second = await take(createRemoteStore({ ...run.supervisor.address, socket: '/nowhere' }))
    const { name, url, pid } = first.handle as ServerHandle
    expect(second.handle).toMatchObject({ name, url, pid })
    expect(second).toMatchObject({ name: 'api', scope: 'run', data: first.data, isRestartable: true })
    expect(second.crashWatch?.isListed()).toBe(true)
    expect(await errorOf((second.handle as ServerHandle).output())).toMatchObject({
      code: 'E_CRASHED',
      service: 'api',
      evidence: ['it answers no more'],
    })
  })

  test('connects to read what the service writes, and is refused to disturb it', async () => {
    await take(run.worker())
    const connections = await countConnections()
    const share = await take(createRemoteStore({ ...run.supervisor.address, socket: connections.path }))
    const { port, output, waitForOutput, fetch } = share.handle as ServerHandle
    expect(connections.count()).toBe(0)
    expect((await waitForOutput(/listening on (\d+)/))[1]).toBe(String(port))
    expect(await output()).toContain(`listening on ${port}`)
    expect(await share.readOutput()).toContain(`listening on ${port}`)
    expect((await fetch('/')).status).toBe(200)
    const refused = /Expected `api` to have the scope 'file' or 'test'/
    await expect(share.control.kill()).rejects.toThrow(refused)
    await expect(share.control.relaunch(() => undefined)).rejects.toThrow(refused)
    expect(connections.count()).toBe(1)
    await share.release()
    await expect.poll(connections.open).toBe(0)
    const unused = await take(createRemoteStore({ ...run.supervisor.address, socket: connections.path }))
    await unused.release()
    await expect((unused.handle as ServerHandle).output()).rejects.toThrow('Expected `api` to be in use')
    await expect((unused.handle as ServerHandle).fetch('/')).rejects.toThrow('was stopped or given back')
    expect(connections.count()).toBe(1)
    connections.server.close()
  })

  test('connects when a handle asks for the signal of a crash, and not when it reads its link', async () => {
    const links: ServiceLink[] = []
    const connected = () =>
      defineService({ scope: 'run', start: () => ({}), connect: (_, link) => void links.push({ ...link }) })
    file = await run.addFile('linked.mjs', { linked: connected() })
    await run.worker()(listed(file, 'linked', connected()), keys)
    const connections = await countConnections()
    const store = createRemoteStore({ ...run.supervisor.address, socket: connections.path })
    const share = (await store(listed(file, 'linked', connected()), keys)) as ServiceShare
    expect(share.crash.aborted).toBe(false)
    expect(connections.count()).toBe(0)
    expect(links.at(-1)?.crashSignal().aborted).toBe(false)
    await expect.poll(connections.count).toBe(1)
    await share.release()
    connections.server.close()
  })

  test('learns of its end while a request is under way', async () => {
    await takeHung(run.worker())
    const connections = await countConnections()
    const share = await takeHung(createRemoteStore({ ...run.supervisor.address, socket: connections.path }))
    const { pid, fetch } = share.handle as ServerHandle
    const answer = errorOf(fetch('/'))
    await expect.poll(connections.count).toBe(1)
    process.kill(Number(pid), 'SIGKILL')
    expect(await answer).toMatchObject({ code: 'E_CRASHED', service: 'hung' })
    await expect.poll(() => share.crashWatch?.isListed()).toBe(false)
    await share.release()
    connections.server.close()
  })

  test('hears of its end before a test, and after one that has failed', async () => {
    const variable = addressVariable(run.supervisor.address)
    Object.assign(process.env, variable)
    try {
      await Promise.all([take(run.worker()), takeHung(run.worker())])
      const { acquire } = currentSession()
      const taken = [await acquire(listed(file, 'api', command(echo)), keys)]
      taken.push(await acquire(listed(file, 'hung', command(stuck)), keys))
      const pids = taken.map(({ handle }) => Number((handle as ServerHandle).pid))
      await throwIfCrashed()
      process.kill(Number(pids[0]), 'SIGKILL')
      await expect.poll(() => errorOf(throwIfCrashed())).toMatchObject({ code: 'E_CRASHED', service: 'api' })
      await throwIfCrashed(({ name }) => name === 'hung')
      await taken[0]?.release()
      process.kill(Number(pids[1]), 'SIGKILL')
      await expect.poll(() => isAlive(Number(pids[1]))).toBe(false)
      expect(await findCrash()).toMatchObject({ code: 'E_CRASHED', service: 'hung' })
      await taken[1]?.release()
    } finally {
      for (const name of Object.keys(variable)) delete process.env[name]
    }
  })

  test('asks for what it has another version of, or has of its own', async () => {
    const other = listed(file, 'api', defineService({ start: () => ({}) }))
    await take(run.worker())
    await expect(run.worker()(other, keys)).rejects.toThrow('did the file change during the run')
    const perSlot = listed(file, 'perWorker', command(echo, { scope: 'worker' }))
    const pidOf = async (worker: string) => {
      const share = (await run.worker()(perSlot, { worker })) as ServiceShare
      return (share.handle as ServerHandle).pid
    }
    expect(await pidOf('1')).not.toBe(await pidOf('2'))
  })
})

describe('the list of what is ready', () => {
  test('can be read by its user only, and goes with the run', async () => {
    const path = run.supervisor.address.readyList
    expect(existsSync(path)).toBe(false)
    await take(run.worker())
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject([{ listing: { file, name: 'api' }, name: 'api' }])
    await run.supervisor.close()
    expect(existsSync(path)).toBe(false)
  })

  test.runIf(process.getuid?.() === 0)(
    'cannot be read by another user (skipped: only root can be a second one)',
    async () => {
      await take(run.worker())
      const readAs = async (...user: string[]) =>
        promisify(execFile)('setpriv', [...user, 'cat', run.supervisor.address.readyList], { cwd: '/' })
      expect((await readAs('--reuid=0')).stdout).toContain('"name":"api"')
      await expect(readAs('--reuid=65534', '--regid=65534', '--clear-groups')).rejects.toThrow('Permission denied')
    },
  )

  test.each(['', '[{"instance"', '{}', 'null'])('is asked about when it reads %j', async (text) => {
    const first = await take(run.worker())
    const [store, crashWatch] = [run.worker(), await take(run.worker())]
    writeFileSync(run.supervisor.address.readyList, text)
    const asked = await take(store)
    expect(asked.crashWatch).toBeUndefined()
    expect(asked.data).toEqual(first.data)
    expect(crashWatch.crashWatch?.isListed()).toBe(false)
    await crashWatch.crashWatch?.follow()
    expect(crashWatch.crash.aborted).toBe(false)
  })

  test('has a service no more once that has died, and has the one that is started instead', async () => {
    const first = await take(run.worker())
    const { pid } = first.handle as ServerHandle
    process.kill(Number(pid), 'SIGKILL')
    await expect.poll(() => first.crash.aborted).toBe(true)
    expect(await errorOf(take(run.worker()))).toMatchObject({ code: 'E_CRASHED' })
    await run.supervisor.renew()
    const next = await take(run.worker())
    expect((next.handle as ServerHandle).pid).not.toBe(pid)
    const listedNow = await take(run.worker())
    expect(listedNow.data).toEqual(next.data)
    expect(listedNow.crashWatch?.isListed()).toBe(true)
    await run.supervisor.renew()
    // It goes on; who asks first has it listed again.
    expect(listedNow.crashWatch?.isListed()).toBe(false)
    await listedNow.crashWatch?.follow()
    expect(listedNow.crash.aborted).toBe(false)
  })

  test('is done without where it cannot be written', async () => {
    const path = run.supervisor.address.readyList
    mkdirSync(`${path}.new`)
    const [one, two] = [await take(run.worker()), await take(run.worker())]
    expect(existsSync(path)).toBe(false)
    expect(two.data).toEqual(one.data)
    expect(two.crashWatch).toBeUndefined()
  })
})

async function take(store: ReturnType<Supervised['worker']>): Promise<ServiceShare> {
  return (await store(listed(file, 'api', command(echo)), keys)) as ServiceShare
}

async function takeHung(store: ReturnType<Supervised['worker']>): Promise<ServiceShare> {
  return (await store(listed(file, 'hung', command(stuck)), keys)) as ServiceShare
}

/** A socket before that of the supervisor, which counts who comes. */
async function countConnections() {
  const { socket } = run.supervisor.address
  const path = join(dirname(socket), 'counted')
  let all = 0
  let open = 0
  const server = createServer((worker) => {
    all += 1
    open += 1
    worker.on('close', () => (open -= 1))
    pipeline(worker, connect(socket), worker, () => undefined)
  }).listen(path)
  await once(server, 'listening')
  return { path, server, count: () => all, open: () => open }
}
