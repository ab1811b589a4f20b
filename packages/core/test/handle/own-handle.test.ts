import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { command, defineService, inProcess, start } from '../../src/index'
import { builtPackage } from '../support/built-package'
import { errorOf } from '../support/error-of'
import { answers, expectGone, isAlive } from '../support/expect-gone'
import { serverPath } from '../support/server-path'
import { withDirectory } from '../support/with-directory'

const echo = command(['node', serverPath('echo.mjs')])

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

  test('restarts one time after another when asked twice at once', async () => {
    const api = await start(echo)
    await Promise.all([api.restart(), api.restart(), api.whileStopped(() => answers(api.port))])
    expect(await (await api.fetch('/')).json()).toMatchObject({ pid: api.pid })
    await api.stop()
    await expectGone(api)
  })

  test('can be restarted once more when a restart has failed', () =>
    withDirectory(async (directory) => {
      const flag = join(directory, 'fails')
      const fails = `if (require('fs').existsSync(${JSON.stringify(flag)})) process.exit(4);`
      const listens = `require('http').createServer((_, r) => r.end()).listen(process.env.PORT, '127.0.0.1')`
      const api = await start(command(['node', '-e', fails + listens]))
      writeFileSync(flag, '')
      expect((await errorOf(api.restart())).code).toBe('E_EXITED_EARLY')
      rmSync(flag)
      await api.restart()
      expect((await api.fetch('/')).status).toBe(200)
      await api.stop()
      await expectGone(api)
    }))

  test('can be restarted once more when it did not become ready, with nothing left of that', () =>
    withDirectory(async (directory) => {
      const flag = join(directory, 'mute')
      const mute = `console.log(process.pid); if (require('fs').existsSync(${JSON.stringify(flag)})) setInterval(() => {}, 1e6); else`
      const listens = `require('http').createServer((_, r) => r.end()).listen(process.env.PORT, '127.0.0.1')`
      const api = await start(command(['node', '-e', `${mute} ${listens}`], { startTimeoutMs: 2000 }))
      writeFileSync(flag, '')
      const error = await errorOf(api.restart())
      expect(error.code).toBe('E_NOT_LISTENING')
      expect(isAlive(Number(error.output))).toBe(false)
      rmSync(flag)
      await api.restart()
      expect((await api.fetch('/')).status).toBe(200)
      await api.stop()
      await expectGone(api)
    }))

  test('stops while something runs that never ends, and says so to whoever waits for that', async () => {
    const api = await start(echo)
    let begin = () => {}
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const waiting = api.whileStopped(() => {
      begin()
      return new Promise(() => {})
    })
    const refused = expect(waiting).rejects.toThrow('service was stopped')
    await begun
    await api.stop()
    await refused
    await expectGone(api)
  })

  test('says that it was stopped when it is to be restarted after that', async () => {
    const api = await start(echo)
    await api.stop()
    await expect(api.restart()).rejects.toThrow('service was stopped')
    await expectGone(api)
  })

  test('lets no script end that waits for what a handle does', async () => {
    const script = `
      import { command, start } from ${JSON.stringify(pathToFileURL(await builtPackage()).href)}
      const late = "setTimeout(() => console.log('said'), 300); require('http').createServer((_, r) => r.end()).listen(process.env.PORT, '127.0.0.1')"
      const api = await start(command(['node', '-e', late]))
      await api.waitForOutput(/said/)
      await api.kill()
      console.log(await api.fetch('/').catch(({ code }) => code))
      await api.stop()
    `
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
    expect(stdout).toBe('E_CRASHED\n')
  })

  test('restarts many times without losing the port', async () => {
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

  test('refuses to disturb what is no command', async () => {
    const api = await start(inProcess(() => (_, response) => response.end()))
    await expect(api.restart()).rejects.toThrow(TypeError)
    await expect(api.pause()).rejects.toThrow(TypeError)
    await api.stop()
  })

  test('keeps the class of a handle', async () => {
    const clock = await start(defineService({ start: () => ({}), connect: () => new Map([['a', 1]]) }))
    expect(clock.get('a')).toBe(1)
    await clock.stop()
  })
})
