// The only registry of this package: whether this process already watches its runner. ESM and CommonJS files may each load a copy.
import { globalState } from '@portside/internal'

const intervalMs = 100

/**
 * Ends this process when the `node --test` that started it is gone: Node.js leaves a test file that hangs behind, and with it the services that the
 * file holds.
 */
export function endWithRunner(): void {
  const state = globalState('node-test.ends-with-runner', () => ({ isWatching: false }))
  if (!isRunnerChild() || state.isWatching) return
  state.isWatching = true
  const runner = process.ppid
  const look = () => {
    if (process.ppid !== runner) process.kill(process.pid, 'SIGTERM')
  }
  setInterval(look, intervalMs).unref()
}

// Only this file of the package reads environment variables.

/** Returns whether `node --test` has started this process for a test file. */
function isRunnerChild(): boolean {
  return process.env['NODE_TEST_CONTEXT']?.startsWith('child') ?? false
}
