import { mkdtempSync, rmSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { elapsedMs, nowNs } from './clock.mjs'
import { endProcesses } from './end-processes.mjs'
import { freePort } from './free-port.mjs'
import { commandOf, processFamily, processorMs } from './process-family.mjs'
import { spawnPeer } from './spawn-peer.mjs'
import { createTarget } from './target.mjs'

const startLimitMs = 30_000
const settleMs = 250
const pauseMs = 60_000

/**
 * Measures the cost of waiting: a peer waits for a server that does not listen. Resolves with the processor time, in ms a second, of all of the
 * peer's processes without the server, from a quarter of a second after the server was started, over `waitMs`.
 */
export async function runWaitingTrial({ peer, variant, server }, { waitMs, signal }) {
  const folder = mkdtempSync(join(tmpdir(), 'portside-bench-'))
  const mark = `BENCH_TRIAL=${randomUUID()}`
  const target = createTarget({ variant, server, port: await freePort(), pauseMs })
  // It is killed in the middle, all that would clean up included.
  const { child } = spawnPeer(peer, { target, folder, mark, temporary: folder })
  const trial = { mark, family: [] }
  try {
    trial.family = await familyWithServer(child.pid, signal)
    const waiting = trial.family.filter((member) => !isServer(member))
    await sleep(settleMs, undefined, { signal })
    const before = { ns: nowNs(), ms: totalMs(waiting) }
    await sleep(waitMs, undefined, { signal })
    const after = { ns: nowNs(), ms: totalMs(waiting) }
    return { waitingMs: ((after.ms - before.ms) / elapsedMs(before.ns, after.ns)) * 1000 }
  } catch (error) {
    signal.throwIfAborted()
    return { failure: error.message }
  } finally {
    await endProcesses(child.pid, trial)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** All processes of a peer, once the server is one of them. */
async function familyWithServer(pid, signal) {
  const sinceNs = nowNs()
  while (elapsedMs(sinceNs, nowNs()) < startLimitMs) {
    const family = processFamily(pid)
    if (family.some(isServer)) return family
    await sleep(5, undefined, { signal })
  }
  throw new Error('the server was not started')
}

function isServer({ pid }) {
  return /^\S*(node|python3) \S*report-listening/.test(commandOf(pid))
}

function totalMs(processes) {
  return processes.reduce((sum, { pid }) => sum + processorMs(pid), 0)
}
