import type { CleanUp } from './clean-up-scope'
import type { OutputOptions } from '../handle/test-begin'

/** What a handle can ask of its service, wherever that runs. */
export interface ServiceLink {
  readonly name: string
  /** The last lines that the service wrote, all of them or since the test began. */
  readonly output: (options?: OutputOptions) => Promise<string>
  /** Waits until the output matches, beginning with what is kept. Rejects when the service ends first. */
  readonly waitForOutput: (pattern: RegExp, options?: WaitForOutputOptions) => Promise<readonly string[]>
  /** Aborted when the service dies, with the `E_CRASHED` that says how as its reason. */
  readonly crash: AbortSignal
  /** Registers what is to be done when the handle is given back. */
  readonly onClose: (cleanUp: CleanUp) => void
}

/** Limits of a wait for output. */
export interface WaitForOutputOptions {
  /** How long to wait, in milliseconds. @default 10000 */
  readonly timeoutMs?: number
}
