// The only registry of this package: whether this process already watches its runner. ESM and CommonJS files may each load a copy.
import { Worker } from 'node:worker_threads'
import { globalState } from '@portside/internal'

const intervalMs = 100
/** The time for the handlers of SIGTERM, which need an event loop that turns. */
const patienceMs = 1000

/**
 * Ends this process when the `node --test` that started it is gone: Node.js leaves a test file that hangs behind, and with it the services that the
 * file holds. A thread of its own looks, since a test may keep the event loop of the file from turning.
 */
export function endWithRunner(): void {
  const state = globalState('node-test.ends-with-runner', () => ({ isWatching: false }))
  if (!isRunnerChild() || !mayStartThreads() || state.isWatching) return
  state.isWatching = true
  const workerData = { runner: process.ppid, intervalMs, patienceMs }
  // Neither the preloads nor the flags of the tests concern it.
  new Worker(watchRunner, { eval: true, workerData, env: {}, execArgv: [] }).unref()
}

const watchRunner = `
  const { runner, intervalMs, patienceMs } = require('node:worker_threads').workerData
  const look = () => {
    if (process.ppid === runner) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), patienceMs)
  }
  const timer = setInterval(look, intervalMs)`

/** Returns whether the permission model of Node.js, if it is on, allows threads (`--allow-worker`). */
function mayStartThreads(): boolean {
  const { permission } = process as { readonly permission?: { readonly has: (scope: string) => boolean } }
  return permission?.has('worker') ?? true
}

// Only this file of the package reads environment variables.

/** Returns whether `node --test` has started this process for a test file. */
function isRunnerChild(): boolean {
  return process.env['NODE_TEST_CONTEXT']?.startsWith('child') ?? false
}
