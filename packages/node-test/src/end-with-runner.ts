// The one registry of this package: whether this process watches its runner already. ESM and CommonJS files may each load a copy.

const key = Symbol.for('portside.node-test.ends-with-runner')
const intervalMs = 100

/**
 * Ends this process when `node --test`, which has started it, is gone: Node.js leaves a test file that hangs behind then, and with it
 * the services that the file holds.
 */
export function endWithRunner(): void {
  const holder = globalThis as { [key]?: boolean }
  if (!isRunnerChild() || holder[key] === true) return
  holder[key] = true
  const runner = process.ppid
  const look = () => {
    if (process.ppid !== runner) process.kill(process.pid, 'SIGTERM')
  }
  setInterval(look, intervalMs).unref()
}

// The one file of this package that reads environment variables.

/** Whether `node --test` has started this process for a test file. */
export function isRunnerChild(): boolean {
  return process.env['NODE_TEST_CONTEXT']?.startsWith('child') ?? false
}
