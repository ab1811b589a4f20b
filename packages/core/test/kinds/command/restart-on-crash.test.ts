import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { PortsideError } from '@portside/errors'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { restartOnCrash } from '../../../src/kinds/command/restart-on-crash'
import { command, start } from '../../../src/index'
import { createServiceStore } from '../../../src/lifecycle/service-store'
import type { StartContext } from '../../../src/contract/start-context'
import { createRun } from '../../../src/run/run'
import { errorOf } from '../../support/error-of'
import { expectGone, isAlive } from '../../support/expect-gone'

// Answers with its pid; `/die` ends it. It does not listen while the file BROKEN is there, and shows so by the file WAITS.
const mortal = `
  const { existsSync, writeFileSync } = require('node:fs')
  const server = require('node:http').createServer((q, r) => q.url === '/die' ? process.exit(5) : r.end(String(process.pid)))
  if (existsSync('BROKEN')) writeFileSync('WAITS', String(process.pid)), setInterval(() => {}, 1000)
  else server.listen(process.env.PORT, process.env.HOST)`

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'portside-test-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

describe('restartOnCrash', () => {
  test('starts what has died again, on the same port, until its restarts are used up', async () => {
    const api = await start(command(['node', '-e', mortal], { restartOnCrash: 1, cwd }))
    const first = await pidOf(api)
    await api.fetch('/die').catch(() => undefined)
    await expect.poll(() => pidOf(api).catch(() => first), { timeout: 10_000 }).not.toBe(first)
    const second = await pidOf(api)
    const error = await errorOf(api.fetch('/die'))
    expect(error).toMatchObject({
      code: 'E_CRASHED',
      evidence: [
        'it had been started again once (`restartOnCrash`)',
        'It had been sent GET /die, and has not answered.',
      ],
    })
    expect(error.summary).toMatch(/^ended with code 5/)
    await api.stop()
    for (const pid of [first, second]) await expectGone({ pid, port: api.port })
  })

  test('counts as crashed when it does not become ready again, with the reason as the cause', async () => {
    const options = { restartOnCrash: true, cwd, startTimeoutMs: 4000 }
    const store = createServiceStore({ run: createRun() })
    const { data, crash, release } = await store.acquire(command(['node', '-e', mortal], options))
    writeFileSync(join(cwd, 'BROKEN'), '')
    process.kill((data as { pid: number }).pid, 'SIGKILL')
    await new Promise((resolve) => crash.addEventListener('abort', resolve))
    expect(crash.reason).toMatchObject({ code: 'E_CRASHED', cause: { code: 'E_NOT_LISTENING' } })
    await release()
    await expectGone(data as { pid: number; port: number })
  })

  test('leaves nothing when it is stopped in the middle of a restart', async () => {
    const api = await start(command(['node', '-e', mortal], { restartOnCrash: true, cwd }))
    writeFileSync(join(cwd, 'BROKEN'), '')
    await api.fetch('/die').catch(() => undefined)
    await expect.poll(() => existsSync(join(cwd, 'WAITS')), { timeout: 10_000 }).toBe(true)
    await api.stop()
    await expectGone(api)
  })

  test('goes on after a restart that its owner asked for', async () => {
    const api = await start(command(['node', '-e', mortal], { restartOnCrash: 1, cwd }))
    await api.restart()
    const before = api.pid
    await api.fetch('/die').catch(() => undefined)
    await expect.poll(() => pidOf(api).catch(() => before), { timeout: 10_000 }).not.toBe(before)
    expect(isAlive(before ?? 0)).toBe(false)
    await api.stop()
    await expectGone(api)
  })

  test('leaves it to the owner who has killed it when it comes back', async () => {
    const api = await start(command(['node', '-e', mortal], { restartOnCrash: true, cwd }))
    for (let round = 0; round < 3; round += 1) {
      await api.kill()
      expect(await api.whileStopped(() => pidOf(api).catch(() => 'down'))).toBe('down')
      expect(await pidOf(api)).toBe(api.pid)
    }
    await api.stop()
    await expectGone(api)
  })

  test('starts it once when it dies at the moment at which its owner restarts it', async () => {
    let die: (error: PortsideError) => void = () => {}
    const crashed = new Promise<PortsideError>((resolve) => (die = resolve))
    let relaunches = 0
    const relaunch = async () => {
      relaunches += 1
      die(new PortsideError({ code: 'E_CRASHED', summary: 'died' }))
      await setImmediate()
      return { data: {} }
    }
    const context = { defer: () => {}, signal: new AbortController().signal } as unknown as StartContext
    await restartOnCrash({ data: {}, crashed, relaunch }, 3, context).relaunch?.(() => undefined)
    await setImmediate()
    expect(relaunches).toBe(1)
  })

  test.each([-1, 1.5])('refuses %j', (restartOnCrash) => {
    expect(() => command('node x', { restartOnCrash })).toThrow(TypeError)
  })
})

async function pidOf(api: {
  readonly fetch: (path: string) => Promise<{ text: () => Promise<string> }>
}): Promise<number> {
  return Number(await (await api.fetch('/')).text())
}
