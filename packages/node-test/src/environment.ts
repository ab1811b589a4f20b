// The one file of this package that reads environment variables.

/** Whether `node --test` has started this process for a test file. */
export function isRunnerChild(): boolean {
  return process.env['NODE_TEST_CONTEXT']?.startsWith('child') ?? false
}
