import { describe, expect, test } from 'vitest'
import { command, defineService, inProcess, start } from '../../src/index'
import { errorOf } from '../support/error-of'
import { answers, expectGone } from '../support/expect-gone'
import { serverPath } from '../support/server-path'

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
