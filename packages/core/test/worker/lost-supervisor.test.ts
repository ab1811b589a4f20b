import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createRemoteStore } from '../../src/worker/remote-store'
import { command, type ServerHandle } from '../../src/index'
import type { ServiceShare } from '../../src/contract/service-share'
import { errorOf } from '../support/error-of'
import { expectGone, isAlive } from '../support/expect-gone'
import { serverPath } from '../support/server-path'
import { startSupervisor, type SupervisorProcess } from '../support/supervisor-process'
import { listed } from '../support/supervised'

const echo = ['node', serverPath('echo.mjs')]
const stuck = ['node', '-e', 'require("http").createServer(() => undefined).listen(process.env.PORT, process.env.HOST)']
const services = `
  const { command, defineServices } = portside
  const api = command(${JSON.stringify(echo)})
  const stuck = command(${JSON.stringify(stuck)})
  const slow = command(['node', '-e', 'require("fs").writeFileSync(process.env.BEGUN, ""); setInterval(() => undefined, 1000)'], {
    env: { BEGUN: folder + '/begun' },
  })
  export default defineServices({ api, stuck, slow })`

let supervisor: SupervisorProcess
beforeEach(async () => {
  supervisor = await startSupervisor(services)
})
afterEach(() => supervisor.remove())

const endings: readonly [string, string, () => void][] = [
  ['was killed', 'the connection to it broke off without a word', () => supervisor.child.kill('SIGKILL')],
  ['has ended in order', 'it said that the run is over', () => supervisor.child.stdin?.end()],
]

describe.each(endings)('a worker that outlives a supervisor which %s', (_, evidence, end) => {
  const lost = (service: string, ...more: readonly string[]) => ({
    code: 'E_CRASHED',
    service,
    evidence: [expect.stringContaining(evidence), ...more],
  })

  test('learns why from what it awaits from a service, at once, and by every later call', async () => {
    const api = await take('api', command(echo))
    const other = await take('stuck', command(stuck))
    const handles = [api, other].map(({ handle }) => handle as ServerHandle)
    const pending = [
      errorOf(handles[0]!.waitForOutput(/never/, { timeoutMs: 60_000 })),
      // The request is on its way: it will never be answered.
      errorOf(handles[1]!.fetch('/')),
    ]
    end()
    expect(await Promise.all(pending)).toMatchObject([
      lost('api'),
      lost('stuck', 'It had been sent GET /, and has not answered.'),
    ])
    expect(api.crash.reason).toMatchObject(lost('api'))
    expect(await errorOf(handles[0]!.fetch('/'))).toMatchObject(lost('api'))
    expect(await errorOf(handles[0]!.output())).toMatchObject(lost('api'))
    expect(await errorOf(handles[1]!.waitForOutput(/never/))).toMatchObject(lost('stuck'))
    // There is nothing to give back any more.
    await Promise.all([api.release(), other.release()])
    await supervisor.ended
    for (const handle of handles) {
      await expect.poll(() => isAlive(Number(handle.pid)), { timeout: 5000 }).toBe(false)
      await expectGone(handle)
    }
  })

  test('cannot take a service any more, and learns why, also while one is being started', async () => {
    const store = createRemoteStore(supervisor.address)
    const api = (await store(listed(supervisor.file, 'api', command(echo)), {})) as ServiceShare
    const starting = errorOf(store(listed(supervisor.file, 'slow', command(echo)), {}))
    await expect.poll(() => existsSync(join(supervisor.folder, 'begun')), { timeout: 5000 }).toBe(true)
    end()
    await once(api.crash, 'abort')
    expect(await starting).toMatchObject({
      code: 'E_SUPERVISOR_LOST',
      summary: expect.stringContaining('the supervisor'),
    })
    const again = () => errorOf(store(listed(supervisor.file, 'stuck', command(stuck)), {}))
    expect(await again()).toMatchObject({ code: 'E_SUPERVISOR_LOST' })
    await api.release()
    await supervisor.ended
    // Now it tries to connect anew.
    expect(await again()).toMatchObject({
      code: 'E_SUPERVISOR_LOST',
      summary: expect.stringContaining('the supervisor'),
    })
  })

  test('gets why as the cause, where it has held a service without a connection so far', async () => {
    const first = await take('api', command(echo))
    const { handle, release } = await take('api', command(echo))
    end()
    await supervisor.ended
    const error = await errorOf((handle as ServerHandle).output())
    expect(error).toMatchObject({ code: 'E_CRASHED', service: 'api', evidence: ['it answers no more'] })
    expect(error.cause).toMatchObject({ code: 'E_SUPERVISOR_LOST' })
    await Promise.all([release(), first.release()])
  })

  test('goes on with what it has given back before', async () => {
    const api = await take('api', command(echo))
    await api.release()
    end()
    await supervisor.ended
    expect(api.crash.aborted).toBe(false)
  })
})

async function take(name: string, definition: ReturnType<typeof command>): Promise<ServiceShare> {
  const share = await createRemoteStore(supervisor.address)(listed(supervisor.file, name, definition), {})
  return share as ServiceShare
}
