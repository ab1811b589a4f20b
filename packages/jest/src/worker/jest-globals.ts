import { usageError } from '@portside/errors'
type Hook = (run: () => Promise<void>, timeoutMs: number) => void

/** The globals that Jest gives a test file, as far as they are used here. */
export interface JestGlobals {
  readonly beforeAll: Hook
  readonly beforeEach: Hook
  readonly afterEach: Hook
  readonly afterAll: Hook
  readonly expect: { readonly getState: () => { readonly testPath?: string; readonly currentTestName?: string } }
}

/** Returns the globals of the test file that is running. Throws a `TypeError` outside of one. */
export function jestGlobals(): JestGlobals {
  const globals = globalThis as Partial<JestGlobals>
  if (typeof globals.beforeAll !== 'function') {
    throw usageError(
      "Expected Jest to run this file, with `injectGlobals` on (its default): setupServices() is for test files. A configuration has module.exports = portside({ services: './services.js' }, { … }), with const { portside } = require('portside/jest'); a script calls start() of 'portside'",
    )
  }
  return globals as JestGlobals
}
