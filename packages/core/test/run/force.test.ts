import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { describe, expect, test } from 'vitest'
import { command, inProcess } from '../../src/index'
import type { ServerHandle } from '../../src/contract/service-handle'
import { createServiceStore } from '../../src/lifecycle/service-store'
import { createRun } from '../../src/run/run'
import { expectGone } from '../support/expect-gone'
import { serverPath } from '../support/server-path'

const longMs = 20_000
const soonMs = 5000

describe('a run that is forced to end', () => {
  test('kills what is needed by something that does not end', async () => {
    const run = createRun()
    const store = createServiceStore({ run })
    const db = command(['node', serverPath('echo.mjs')])
    const api = inProcess(() => createServer(() => undefined), { needs: { db }, stopTimeoutMs: longMs })
    const needed = (await store.acquire(db)).handle as ServerHandle
    const { url } = (await store.acquire(api)).handle as ServerHandle
    const request = get(url)
    const cut = once(request, 'error')
    await once(request, 'finish')
    await expect.poll(() => request.socket?.bytesWritten).toBeGreaterThan(0)
    const startMs = performance.now()
    const closing = store.close()
    run.forceStop()
    await Promise.all([closing, cut])
    expect(performance.now() - startMs).toBeLessThan(soonMs)
    await expectGone(needed)
  })

  test('starts nothing more', async () => {
    const run = createRun()
    run.forceStop()
    const store = createServiceStore({ run })
    await expect(store.acquire(command(['node', serverPath('echo.mjs')]))).rejects.toBe(run.force.reason)
    await store.close()
  })
})
