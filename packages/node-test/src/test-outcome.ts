/** The context of a test, as far as it is used here. The oldest declarations of Node.js's types have no `error`. */
export interface TestOutcome {
  /** Why the test has failed: an error of the runner, whose cause is what the test threw. */
  readonly error?: Error | null
  /** Writes a line into the report of the test. */
  readonly diagnostic: (message: string) => void
  /** Registers what is to be done after the test, also when it has failed or skipped itself. */
  readonly after: (run: () => Promise<void>, options: { readonly timeout: number }) => void
}
