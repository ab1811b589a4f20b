type Hook = (run: () => Promise<void>, timeoutMs: number) => void

/** What Jest puts into the global object of a test file, as far as it is used here. */
export interface JestGlobals {
  readonly beforeAll: Hook
  readonly beforeEach: Hook
  readonly afterEach: Hook
  readonly afterAll: Hook
  readonly expect: { readonly getState: () => { readonly testPath?: string } }
}

/** The globals of the test file that is being run. Throws a `TypeError` outside of one. */
export function jestGlobals(): JestGlobals {
  const globals = globalThis as Partial<JestGlobals>
  if (typeof globals.beforeAll !== 'function') {
    throw new TypeError(
      'Expected `setupServices` to be called in a Jest test file, with `injectGlobals` on (its default)',
    )
  }
  return globals as JestGlobals
}
