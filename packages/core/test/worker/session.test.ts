import { afterEach, describe, expect, test } from 'vitest'
import { throwIfCrashed } from '../../src/worker/find-crash'
import { currentSession } from '../../src/worker/session'
import {
  command,
  defineService,
  external,
  inProcess,
  override,
  type ServerHandle,
  type ServiceDefinition,
  type TestHandleOf,
  task,
} from '../../src/index'
import { errorOf } from '../support/error-of'
import { answers, expectGone, isAlive } from '../support/expect-gone'
import { serverPath } from '../support/server-path'

const echo = ['node', serverPath('echo.mjs')]
const keys = { worker: '1', file: 'a.test.ts', test: '1' }
const controls = ['restart', 'whileStopped', 'pause', 'resume', 'kill']

/** Takes a service as an adapter does for a test file that runs without a supervisor. */
async function take<Definition extends ServiceDefinition>(definition: Definition) {
  const { handle, release } = await currentSession().acquire(definition, keys, 'api')
  return { handle: handle as TestHandleOf<Definition>, release }
}

afterEach(() => expect(currentSession().held()).toEqual([]))

describe('a test file', () => {
  test.each(['file', 'test'] as const)('disturbs what has the scope %s', async (scope) => {
    const { handle, release } = await take(command(echo, { scope }))
    const { pid, port } = handle
    expect(await handle.whileStopped(() => answers(port))).toBe(false)
    expect(handle.port).toBe(port)
    expect(handle.pid).not.toBe(pid)
    await handle.kill()
    await expect.poll(() => currentSession().held()[0]?.crash.aborted).toBe(true)
    await expect(throwIfCrashed()).rejects.toThrow('E_CRASHED')
    await handle.restart()
    await throwIfCrashed()
    expect((await handle.fetch('/')).status).toBe(200)
    await release()
    await expect(handle.restart()).rejects.toThrow('Expected `api` to be in use')
    await expectGone(handle)
  })

  test.each(['run', 'worker'] as const)(
    'gets the reason why it cannot disturb what has the scope %s, also where nobody else shares it',
    async (scope) => {
      const { handle, release } = await take(command(echo, { scope }))
      expect(Object.keys(handle)).not.toEqual(expect.arrayContaining(controls))
      for (const name of controls) {
        const call = (handle as unknown as Record<string, () => unknown>)[name]
        expect(call).toThrow(`api.${name}() would disturb other tests: the scope of api is '${scope}'`)
      }
      await release()
      await expectGone(handle)
    },
  )

  test('disturbs a variant that is its own', async () => {
    const { handle, release } = await take(override(command(echo), { scope: 'test', env: { LEVEL: 'debug' } }))
    await handle.restart()
    expect(await (await handle.fetch('/')).json()).toMatchObject({ environment: { LEVEL: 'debug' } })
    await release()
    await expectGone(handle)
  })

  test('gives what needs a service no means to disturb it, and keeps that running when it is restarted', async () => {
    const db = command(echo, { scope: 'file' })
    const seen: object[] = []
    const web = inProcess(
      ({ db }) => {
        seen.push(db)
        return { fetch: () => db.fetch('/') }
      },
      { needs: { db } },
    )
    const [needed, needing] = await Promise.all([take(db), take(web)])
    for (const name of controls) expect(seen[0]).not.toHaveProperty(name)
    const pidOfDb = async () => ((await (await needing.handle.fetch('/')).json()) as { pid: number }).pid
    expect(await pidOfDb()).toBe(needed.handle.pid)
    await needed.handle.kill()
    await expect.poll(async () => (await errorOf((seen[0] as ServerHandle).fetch('/'))).code).toBe('E_CRASHED')
    await needed.handle.restart()
    expect(await pidOfDb()).toBe(needed.handle.pid)
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({ pid: needed.handle.pid })
    await Promise.all([needed.release(), needing.release()])
    await expectGone(needed.handle)
  })

  test.each(['run', 'worker', 'file'] as const)(
    'keeps what services of its tests need and has the scope %s until the file ends',
    async (scope) => {
      const server = command(echo, { scope })
      const own = inProcess(({ server }) => ({ fetch: () => new Response(String(server.pid)) }), {
        needs: { server },
        scope: 'test',
      })
      const pids: number[] = []
      for (const name of ['first', 'second']) {
        const { handle, release } = await currentSession().acquire(own, { ...keys, test: name }, 'own')
        pids.push(Number(await (await (handle as ServerHandle).fetch('/')).text()))
        await release()
      }
      expect(pids[1]).toBe(pids[0])
      await currentSession().endFile()
      await expect.poll(() => isAlive(pids[0] ?? 0)).toBe(false)
    },
  )

  test('starts what services of its tests need anew if it has crashed between two tests', async () => {
    const server = command(echo)
    const own = inProcess(({ server }) => ({ fetch: () => new Response(String(server.pid)) }), {
      needs: { server },
      scope: 'test',
    })
    const pidIn = async (name: string) => {
      const { handle, release } = await currentSession().acquire(own, { ...keys, test: name }, 'own')
      const pid = Number(await (await (handle as ServerHandle).fetch('/')).text())
      await release()
      return pid
    }
    const first = await pidIn('first')
    process.kill(first, 'SIGKILL')
    await expect.poll(() => isAlive(first)).toBe(false)
    // Its end becomes known a moment later.
    await expect.poll(() => pidIn('second')).not.toBe(first)
    await currentSession().endFile()
  })

  test('learns that what was not started here cannot be disturbed', async () => {
    const up = await take(inProcess(() => (_, response) => response.end()))
    const outside = await take(override(external(up.handle.url), { scope: 'file' }))
    const existing = await take(command('node nothing.js', { scope: 'file', existing: up.handle.url }))
    for (const { handle } of [up, outside, existing]) {
      await expect(handle.restart()).rejects.toThrow('Expected `api` to be a command that was started here')
      await expect(handle.kill()).rejects.toThrow(TypeError)
    }
    for (const { release } of [existing, outside, up]) await release()
  })

  test('gets what is no process as it is', async () => {
    class Queue {
      pause = () => 'of the queue'
    }
    const queue = new Queue()
    const scope = 'file'
    const taken = await take(defineService({ scope, start: () => ({}), connect: () => queue }))
    expect(taken.handle).toBe(queue)
    expect(taken.handle.pause()).toBe('of the queue')
    const one = await take(defineService({ scope, start: () => 1 }))
    expect(one.handle).toBe(1)
    const seed = await take(task(() => {}, { scope }))
    for (const name of controls) expect(seed.handle).not.toHaveProperty(name)
    for (const { release } of [taken, one, seed]) await release()
  })
})
