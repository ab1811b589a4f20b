import type { PortsideError } from '@portside/errors'
import type { Run } from '../run/run'
import type { CleanUp } from './clean-up-scope'

/** The inputs of a service's start. */
export interface StartContext {
  /** The name of the service, for errors and output. */
  readonly name: string
  /** The handles of the services that it needs. */
  readonly needs: Readonly<Record<string, unknown>>
  /** The folder that relative paths start from: that of the services file, else the working directory. */
  readonly directory: string
  readonly run: Run
  /** Aborted when the service is no longer wanted. */
  readonly signal: AbortSignal
  /** Registers a clean-up. It runs when the service stops or its start fails. */
  readonly defer: (cleanUp: CleanUp) => void
}

/** The result of a start. */
export interface Launch {
  /** The JSON data that describes the instance. It is sent to other processes. */
  readonly data: unknown
  /** The output; absent if it cannot be read. */
  readonly output?: LaunchOutput
  /** Resolves to `E_CRASHED` when the service dies without having been stopped; absent for a service that cannot crash. */
  readonly crashed?: Promise<PortsideError>
  /** Resolves, after `crashed`, when the service is ready again without having been relaunched: a watcher has started its program again. */
  readonly revived?: Promise<Pick<Launch, 'crashed' | 'revived' | 'steady'>>
  /** Resolves once the service is ready or has crashed: at once, unless its program has ended and may be started again. */
  readonly steady?: () => Promise<void>
  /** Functions that handles call in the process of the instance, by name. Arguments and results are JSON data. @default {} */
  readonly calls?: LaunchCalls
  /** Called around the tests of the workers, files or tests that hold the instance; see `followsTests` of the definition. @default none */
  readonly followTest?: (event: TestEvent) => Promise<void>
  /**
   * Called when a test of these holders has failed, before the next one begins and before anything of the test is released; see `followsTests` of the definition. Returns lines that are shown with
   * the failure; empty for none. @default none
   */
  readonly describeFailure?: (failure: TestFailure) => Promise<string>
  /** Controls that disturb the service on purpose; absent if portside has no process tree of it. */
  readonly control?: LaunchControl
  /**
   * Stops the service, runs `whileStopped`, and launches it again on the same ports; absent if that is impossible. If another process took a chosen
   * port in the meantime, the port is replaced; if `mayMove` is `false`, that is `E_PORT_IN_USE` instead.
   */
  readonly relaunch?: (whileStopped: () => unknown, mayMove?: boolean) => Promise<Launch>
}

/** Functions that handles call, by name. */
export type LaunchCalls = Readonly<Record<string, (argument: unknown) => Promise<unknown>>>

/** A moment in the life of a test file. */
export interface TestEvent {
  /** `'file'`: a file begins, before its own hooks. `'test'`: a test is about to begin, after the hooks of its file and before its own. */
  readonly kind: 'file' | 'test'
  /** Identifies the run of the file. */
  readonly file: string
  /** The name of the test. */
  readonly test?: string
}

/** A test that has failed. */
export interface TestFailure {
  /** Identifies the run of the file: a number, a colon and the path. */
  readonly file: string
  /** The name of the test. */
  readonly test: string
}

/** The lines of a service that are shown with the failure of a test. */
export interface FailureWords {
  /** The name of the service. */
  readonly name: string
  readonly text: string
}

/** The controls of a running process tree. */
export interface LaunchControl {
  /** Pauses all its processes (SIGSTOP): the port stays open, but nothing answers. */
  readonly pause: () => Promise<void>
  /** Resumes its processes (SIGCONT). */
  readonly resume: () => Promise<void>
  /** Kills all its processes at once (SIGKILL), as a crash would. */
  readonly kill: () => Promise<void>
}

/** The output of a started service, as handles read it. */
export interface LaunchOutput {
  /** The last lines; with `beginMs` (milliseconds since 1970), only those written since then. */
  readonly text: (beginMs?: number) => string
  readonly waitFor: (pattern: RegExp, signal?: AbortSignal) => Promise<readonly string[]>
}

/** The result of a start. */
export interface StartedService extends Launch {
  /** Aborted when the service dies, with `E_CRASHED` as the reason. */
  readonly crash: AbortSignal
  /** Milliseconds from its own start, after those of its needs, until it was ready. */
  readonly elapsedMs: number
}
