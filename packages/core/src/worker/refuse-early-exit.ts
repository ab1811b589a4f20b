/**
 * Makes this process exit with 1 instead of 0, and print why, until the returned function is called: a `process.exit(0)` in the middle of a run, by a
 * test or by what it loads, would pass for success.
 */
export function refuseEarlyExit(): () => void {
  const refuse = (code: number): void => {
    // Several may be active at once; the first has set the code.
    if (code !== 0 || process.exitCode === 1) return
    process.exitCode = 1
    console.error(
      'portside: process.exit(0) was called before the tests were over. It would pass for success: the code is 1.',
    )
  }
  process.once('exit', refuse)
  return () => void process.off('exit', refuse)
}
