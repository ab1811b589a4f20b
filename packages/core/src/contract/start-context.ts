import type { PortsideError } from '@portside/errors'
import type { Run } from '../run/run'
import type { CleanUp } from './clean-up-scope'

/** What the start of one service works with. */
export interface StartContext {
  /** The name of the service, for errors and output. */
  readonly name: string
  /** The handles of the services that it needs. */
  readonly needs: Readonly<Record<string, unknown>>
  /** The folder that relative paths start from: that of the services file, else the working directory. */
  readonly directory: string
  readonly run: Run
  /** Aborted when nobody wants the service any more. */
  readonly signal: AbortSignal
  /** Registers a clean-up: it runs when the service stops, or its start fails. */
  readonly defer: (cleanUp: CleanUp) => void
}

/** What a start gives back. */
export interface Launch {
  /** What describes the instance, as JSON data: it reaches other processes. */
  readonly data: unknown
  /** What it writes; absent for what writes nothing that can be read. */
  readonly output?: LaunchOutput
  /** Resolves, to `E_CRASHED`, when it dies without having been asked to; absent for what cannot. */
  readonly crashed?: Promise<PortsideError>
  /** How to disturb it on purpose; absent for what is no process tree of ours. */
  readonly control?: LaunchControl
  /**
   * Stops it, runs `whileStopped`, and launches it again on the same ports; absent for what cannot. A chosen port that somebody took meanwhile
   * is replaced, unless `mayMove` is `false`: then that is `E_PORT_IN_USE`.
   */
  readonly relaunch?: (whileStopped: () => unknown, mayMove?: boolean) => Promise<Launch>
}

/** What can be done to a running process tree. */
export interface LaunchControl {
  /** Stops all of it from running (SIGSTOP): its port stays open, and nobody answers. */
  readonly pause: () => Promise<void>
  /** Lets it go on (SIGCONT). */
  readonly resume: () => Promise<void>
  /** Ends all of it at once (SIGKILL), as a crash would. */
  readonly kill: () => Promise<void>
}

/** The output of a started service, as far as handles read it. */
export interface LaunchOutput {
  /** The last lines; with `beginMs` (milliseconds since 1970), what of them came from then on. */
  readonly text: (beginMs?: number) => string
  readonly waitFor: (pattern: RegExp, signal?: AbortSignal) => Promise<readonly string[]>
}
