import assert from 'node:assert/strict'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Circumstances } from './serve-apart'
import type { ConformanceSubject } from './subject'
import { leftOf, treeOf, unusedSegments } from './traces'
import { assertUsable, beginApart, newName } from './use-server'

/** The moments of a start at which the runner is killed, in milliseconds. */
const killMoments = [5, 60, 150, 250, 400, 600]
const otherUser = 65_534

function goneLimitMs({ startLimitMs = 30_000 }: ConformanceSubject): number {
  return startLimitMs / 3
}

export async function stopLeavesNothing(subject: ConformanceSubject): Promise<void> {
  const name = newName()
  const segments = unusedSegments()
  const server = await subject.serve(name, {})
  const { pid, url } = server
  const processes = treeOf(pid)
  try {
    await assertUsable(subject, url)
  } finally {
    await server.stop()
  }
  assert.deepEqual(await leftOf({ name, urls: [url], processes, segments, limitMs: goneLimitMs(subject) }), [])
}

export async function killLeavesNothing(subject: ConformanceSubject): Promise<void> {
  const segments = unusedSegments()
  const { name, apart } = await beginApart(subject, {})
  const address = await apart.ready
  await assertUsable(subject, address.url).catch(async (error: unknown) => {
    await apart.kill()
    throw error
  })
  const processes = await apart.kill()
  assert.deepEqual(await leftOf({ name, urls: [address.url], processes, segments, limitMs: goneLimitMs(subject) }), [])
}

/** Also where nothing is kept from an earlier run, and a start takes more steps. */
export async function earlyKillLeavesNothing(subject: ConformanceSubject): Promise<void> {
  const segments = unusedSegments()
  const cache = mkdtempSync(join(realpathSync(tmpdir()), 'conformance-'))
  try {
    for (const [index, afterMs] of [...killMoments, ...killMoments].entries()) {
      const isCold = index < killMoments.length
      const { name, apart } = await beginApart(subject, {
        env: isCold ? { PORTSIDE_CACHE: join(cache, String(index)) } : {},
      })
      await apart.begun
      await delay(afterMs)
      const processes = await apart.kill()
      const left = await leftOf({ name, urls: [], processes, segments, limitMs: goneLimitMs(subject) })
      assert.deepEqual(left, [], `killed after ${afterMs} ms`)
    }
  } finally {
    rmSync(cache, { recursive: true, force: true })
  }
}

export async function startsApart(
  subject: ConformanceSubject,
  circumstances: Pick<Circumstances, 'env' | 'user'>,
): Promise<void> {
  const segments = unusedSegments()
  const { name, apart } = await beginApart(subject, circumstances)
  const address = await apart.ready
  const processes = treeOf(address.pid)
  const using = assertUsable(subject, address.url)
  const code = await using.then(
    () => apart.stop(),
    () => apart.stop(),
  )
  await using
  assert.equal(code, 0)
  assert.deepEqual(await leftOf({ name, urls: [address.url], processes, segments, limitMs: goneLimitMs(subject) }), [])
}

export async function startsForOther(subject: ConformanceSubject): Promise<void> {
  const server = await subject.serve(newName(), {})
  await server.stop()
  await startsApart(subject, { user: otherUser, env: { HOME: '/nonexistent', PORTSIDE_CACHE: undefined } })
}
