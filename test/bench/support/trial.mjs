import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, watch } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { elapsedMs, nowNs } from './clock.mjs'
import { endProcesses, waitUntilGone } from './end-processes.mjs'
import { freePort } from './free-port.mjs'
import { processFamily } from './process-family.mjs'
import { readReport } from './report.mjs'
import { spawnPeer } from './spawn-peer.mjs'
import { createTarget } from './target.mjs'

const timeoutMs = 60_000

/**
 * One trial: a peer starts the server, makes one request and stops it, in a fresh process of its own. Resolves with what
 * was measured, or with `failure`; nothing of the trial is left then.
 */
export async function runTrial({ peer, variant, server }, { pauseMs, signal }) {
  const folder = mkdtempSync(join(tmpdir(), 'portside-bench-'))
  try {
    const target = createTarget({ variant, server, port: await freePort(), pauseMs })
    return await measure(peer, { target, folder, signal, mark: `BENCH_TRIAL=${randomUUID()}` })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(peer, { target, folder, signal, mark }) {
  const { child, reportFile, outputFile, spawnedNs } = spawnPeer(peer, { target, folder, mark })
  const trial = { mark, family: [] }
  // The first report says that all is up and the request comes next: the moment to see which processes there are.
  const watcher = watch(reportFile, () => noteFamily(trial, child.pid))
  try {
    const { exitCode, exitedNs } = await exitOf(child, signal)
    if (exitCode !== 0) return { failure: `ended with ${exitCode}: ${lastLines(outputFile)}` }
    if (process.platform === 'linux' && trial.family.length === 0) return { failure: 'its processes were not seen' }
    return toSample({ ...readReport(reportFile), spawnedNs, ...(await waitUntilGone(trial, exitedNs)) })
  } catch (error) {
    signal.throwIfAborted()
    return { failure: `${error.message}: ${lastLines(outputFile)}` }
  } finally {
    watcher.close()
    await endProcesses(child.pid, trial)
  }
}

function noteFamily(trial, pid) {
  if (trial.family.length === 0) trial.family = processFamily(pid)
}

async function exitOf(child, signal) {
  const [code, exitSignal] = await once(child, 'exit', {
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  })
  return { exitCode: code ?? exitSignal, exitedNs: nowNs() }
}

/** The moments of a trial as durations. The pause that the server made on purpose is no part of the cycle. */
function toSample({ spawnedNs, startedNs, listenedNs, wentOnNs, stoppedNs, goneNs, pausedMs, leftOver }) {
  return {
    pausedMs,
    readinessMs: elapsedMs(listenedNs, wentOnNs),
    cycleMs: elapsedMs(spawnedNs, goneNs) - pausedMs,
    ...(startedNs === undefined ? {} : { startToStopMs: elapsedMs(startedNs, stoppedNs) - pausedMs }),
    leftOver,
  }
}

function lastLines(file) {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-12).join('\n')
}
