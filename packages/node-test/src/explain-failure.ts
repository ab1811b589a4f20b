import { findCrash, nameAsCause, outputSince, type RunningTest, type TestTurn, wordsText } from '@portside/core/worker'

/**
 * Runs after a test. If the test has failed, a dead service of its file becomes the cause. The report of the test shows that,
 * too (TAP has no room for causes), with the output of the services since it began, and the lines of services that follow tests.
 */
export async function explainFailure(test: TestOutcome, running: RunningTest, turn?: TestTurn): Promise<void> {
  const thrown = test.error?.cause
  if (!(thrown instanceof Error)) return
  const crash = await findCrash()
  nameAsCause(crash, [thrown])
  if (crash instanceof Error && thrown.cause === crash) report(test, crash.message)
  report(test, await outputSince(running, () => true))
  report(test, wordsText((await turn?.describeFailure()) ?? []))
}

/** Reports one diagnostic a line: TAP would write the end of a line as `\\n`. */
function report(test: TestOutcome, text: string): void {
  for (const line of text.split('\n')) if (line !== '') test.diagnostic(line)
}

/** The context of a test, as far as it is used here. The oldest declarations of Node.js's types have no `error`. */
export interface TestOutcome {
  /** The failure of the test: an error of the runner, with the error that the test threw as its cause. */
  readonly error?: Error | null
  /** Writes a line into the report of the test. */
  readonly diagnostic: (message: string) => void
  /** Registers a function to run after the test, also when it has failed or skipped itself. */
  readonly after: (run: () => Promise<void>, options: { readonly timeout: number }) => void
}
