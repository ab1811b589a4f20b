import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { findPortOwner } from '@portside/ports'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { command, defineService, inProcess, start } from '../../src/index'
import { errorOf } from '../support/error-of'
import { answers, expectGone, isAlive } from '../support/expect-gone'
import { serverPath } from '../support/server-path'

const echo = command(['node', serverPath('echo.mjs')])

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a handle of start()', () => {
  test('restarts its service on the same port, with another process', async () => {
    const api = await start(echo)
    const { pid, port, url } = api
    await api.restart()
    expect(api).toMatchObject({ port, url })
    expect(api.pid).not.toBe(pid)
    expect(await (await api.fetch('/')).json()).toMatchObject({ pid: api.pid })
    await expectGone({ pid })
    await api.stop()
    await expectGone(api)
  })

  test('keeps its service down while something runs, also when that throws', async () => {
    const api = await start(echo)
    expect(await api.whileStopped(() => answers(api.port))).toBe(false)
    const failing = api.whileStopped(() => Promise.reject(new Error('on purpose')))
    await expect(failing).rejects.toThrow('on purpose')
    expect((await api.fetch('/')).status).toBe(200)
    await api.stop()
    await expectGone(api)
  })

  test('pauses and resumes its service', async () => {
    const api = await start(echo)
    await api.pause()
    expect(await answers(api.port)).toBe(true)
    const waiting = api.fetch('/')
    let hasAnswered = false
    void waiting.then(() => (hasAnswered = true))
    await expect(api.fetch('/', { signal: AbortSignal.timeout(200) })).rejects.toThrow('timeout')
    expect(hasAnswered).toBe(false)
    await api.resume()
    expect((await waiting).status).toBe(200)
    await api.stop()
    await expectGone(api)
  })

  test('kills its service as a crash would, and brings it back', async () => {
    const api = await start(echo)
    await api.kill()
    await expect.poll(async () => (await errorOf(api.fetch('/'))).code).toBe('E_CRASHED')
    await api.restart()
    expect((await api.fetch('/')).status).toBe(200)
    await api.stop()
    await expectGone(api)
  })

  test('restarts many times without losing the port', { timeout: 30_000 }, async () => {
    const api = await start(echo)
    const { port } = api
    for (let round = 0; round < 10; round += 1) {
      await api.restart()
      expect((await api.fetch('/')).status).toBe(200)
    }
    expect(api.port).toBe(port)
    await api.stop()
    await expectGone(api)
  })

  test('restarts a server that does not share its port', async () => {
    const api = await start(command(['python3', serverPath('no-reuse.py')]))
    const { port } = api
    await api.restart()
    expect((await api.fetch('/')).status).toBe(200)
    expect(api.port).toBe(port)
    await api.stop()
    await expectGone(api)
  })

  test('refuses to disturb what is no command, or runs already', async () => {
    const api = await start(inProcess(() => (_, response) => response.end()))
    const existing = await start(command('node nothing.js', { existing: api.url }))
    for (const handle of [api, existing]) {
      const attempts = [handle.restart(), handle.whileStopped(() => 1), handle.pause(), handle.resume(), handle.kill()]
      for (const attempt of attempts) {
        await expect(attempt).rejects.toThrow(TypeError)
        await expect(attempt).rejects.toThrow('Expected `service` to be a command that was started here')
      }
    }
    await existing.stop()
    await api.stop()
  })

  test('gets an error when it is restarted already, or was stopped, and leaves nothing', async () => {
    const api = await start(echo)
    const twice = await Promise.allSettled([api.restart(), api.restart()])
    expect(twice.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    await expect(api.whileStopped(() => api.restart())).rejects.toThrow('until the restart that is going on has ended')
    expect((await api.fetch('/')).status).toBe(200)
    await api.stop()
    for (const attempt of [api.restart(), api.kill()]) await expect(attempt).rejects.toThrow('has been stopped')
    await expectGone(api)
  })

  test('stops in the middle of an outage that does not end, and is not started again', async () => {
    const log = join(folder, 'log')
    const api = await start(command(['node', serverPath('log-lifecycle.mjs')], { env: { LOG: log, NAME: 'api' } }))
    const outage = api.whileStopped(() => {
      void api.stop()
      return new Promise(() => {})
    })
    await expect(outage).rejects.toThrow('Expected `service` to be in use, but it has been stopped or given back')
    await api.stop()
    expect(readFileSync(log, 'utf8')).toBe('api:start\napi:stop\n')
    await expectGone(api)
    expect(await findPortOwner(api.port)).toBeUndefined()
  })

  test('stops a paused service', async () => {
    const api = await start(echo)
    await api.pause()
    await api.stop()
    await expectGone(api)
  })

  test(
    'says why its service does not come back, and tries again when it is asked to',
    { timeout: 30_000 },
    async () => {
      writeFileSync(join(folder, 'server.mjs'), `import ${JSON.stringify(serverPath('echo.mjs'))}`)
      const api = await start(command('node server.mjs', { cwd: folder }))
      const { port } = api
      const failing = api.whileStopped(() => rename(join(folder, 'server.mjs'), join(folder, 'away.mjs')))
      expect((await errorOf(failing)).code).toBe('E_EXITED_EARLY')
      expect((await errorOf(api.fetch('/'))).code).toBe('E_EXITED_EARLY')
      expect((await errorOf(api.restart())).code).toBe('E_EXITED_EARLY')
      const both = api.whileStopped(() => Promise.reject(new Error('on purpose')))
      await expect(both).rejects.toThrow('on purpose')
      await rename(join(folder, 'away.mjs'), join(folder, 'server.mjs'))
      await api.restart()
      expect(await (await api.fetch('/')).json()).toMatchObject({ pid: api.pid })
      expect(api.port).toBe(port)
      await api.stop()
      await expectGone(api)
    },
  )

  test('leaves no process of a start that failed', async () => {
    const script = `existsSync('BROKEN') ? setInterval(() => writeFileSync('PID', String(process.pid)), 10) : import(${JSON.stringify(serverPath('echo.mjs'))})`
    writeFileSync(join(folder, 'server.mjs'), `import { existsSync, writeFileSync } from 'node:fs'\n${script}`)
    const api = await start(command('node server.mjs', { cwd: folder, startTimeoutMs: 4000 }))
    writeFileSync(join(folder, 'BROKEN'), '')
    expect((await errorOf(api.restart())).code).toBe('E_NOT_LISTENING')
    expect(isAlive(Number(readFileSync(join(folder, 'PID'), 'utf8')))).toBe(false)
    rmSync(join(folder, 'BROKEN'))
    await api.restart()
    expect((await api.fetch('/')).status).toBe(200)
    await api.stop()
    await expectGone(api)
  })

  test('reads like its values where it is printed', async () => {
    const api = await start(echo)
    expect(inspect(api)).toContain(`pid: ${api.pid}`)
    await api.restart()
    expect(inspect(api)).toContain(`pid: ${api.pid}`)
    await api.stop()
  })

  test('keeps the class of a handle', async () => {
    const clock = await start(defineService({ start: () => ({}), connect: () => new Map([['a', 1]]) }))
    expect(clock.get('a')).toBe(1)
    await clock.stop()
  })
})
