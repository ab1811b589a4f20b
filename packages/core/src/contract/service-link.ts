import type { CleanUp } from './clean-up-scope'

/** The requests that a handle can send to its service, in whichever process that runs. */
export interface ServiceLink {
  readonly name: string
  /** The last lines that the service wrote: all of them, or those since the test began. */
  readonly output: (options?: OutputOptions) => Promise<string>
  /** Waits until the output matches. The kept output is searched first. Rejects when the service ends first. */
  readonly waitForOutput: (pattern: RegExp, options?: WaitForOutputOptions) => Promise<readonly string[]>
  /** Returns the signal that is aborted when the service dies; the reason is the `E_CRASHED` error. The call may connect to learn of that. */
  readonly crashSignal: () => AbortSignal
  /** Resolves once it is known whether the service is ready or has crashed, in case its program is just being started again. */
  readonly steady: () => Promise<void>
  /** Calls a function of the launch, in the process of the instance. Rejects with its error, and with a `TypeError` if there is none of that name. */
  readonly call: (name: string, argument?: unknown) => Promise<unknown>
  /** Registers a clean-up that runs when the handle is released, or before the service is stopped to be started again. */
  readonly onClose: (cleanUp: CleanUp) => void
  /** Returns when the handle was released, by `stop()` or at the end of its scope; `undefined` while it is held. */
  readonly endedAt: () => Date | undefined
}

/** The limits of a wait for output. */
export interface WaitForOutputOptions {
  /** How long to wait, in milliseconds. @default 10000 */
  readonly timeoutMs?: number
}

/** The part of the output to read. */
export interface OutputOptions {
  /** The start of that part: of the service, or of the current test (without a test runner, of the service). @default 'start' */
  readonly since?: 'start' | 'test'
}
