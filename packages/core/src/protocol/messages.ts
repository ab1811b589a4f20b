import type { Socket } from 'node:net'
import type { ErrorData } from '@portside/errors'
import { splitLines } from '@portside/internal'
import type { ScopeKeys } from '../contract/service-share'
import type { FailureWords, LaunchControl, TestEvent, TestFailure } from '../contract/start-context'
import type { TestEnvironment } from '../run/given-environments'

/** The requests that a worker can send to the supervisor, by method: one JSON object a line in either direction. */
export interface Requests {
  /** Must be the first request of a connection. */
  readonly hello: {
    readonly params: { readonly token: string; readonly runId: string }
    readonly result: null
  }
  readonly addServices: {
    readonly params: AddOptions & { readonly file: string }
    readonly result: null
  }
  /** Asks for the variables of one worker; `null` if the services file gives none. */
  readonly environment: { readonly params: EnvironmentParams; readonly result: TestEnvironment | null }
  /** Reports that a worker may have spent that time on loading a services file. */
  readonly loaded: { readonly params: { readonly file: string; readonly elapsedMs: number }; readonly result: null }
  /** Answered by `null` if no services file of the supervisor lists the service. */
  readonly acquire: { readonly params: AcquireParams; readonly result: SharedService | null }
  readonly release: { readonly params: { readonly share: number }; readonly result: null }
  readonly output: {
    readonly params: { readonly share: number; readonly beginMs?: number | undefined }
    readonly result: string
  }
  /** Answered once it is known whether the service is ready or has crashed. */
  readonly steady: { readonly params: { readonly share: number }; readonly result: null }
  readonly renew: { readonly params: object; readonly result: null }
  /** Calls a function of a service that this connection holds. */
  readonly call: {
    readonly params: { readonly share: number; readonly name: string; readonly argument?: unknown }
    readonly result: { readonly value: unknown }
  }
  /** Calls the services of these keys that follow tests. Answered when all of them are ready for the test. */
  readonly followTest: {
    readonly params: { readonly keys: ScopeKeys; readonly event: TestEvent }
    readonly result: null
  }
  /** Asks the services of these keys that follow tests for lines about a failure. */
  readonly describeFailure: {
    readonly params: { readonly keys: ScopeKeys; readonly failure: TestFailure }
    readonly result: readonly FailureWords[]
  }
  /** This and the next two are for services that belong to the file or test that asks. */
  readonly control: {
    readonly params: { readonly share: number; readonly action: keyof LaunchControl }
    readonly result: null
  }
  /** Stops a service, which keeps its ports until `relaunch`. */
  readonly halt: { readonly params: { readonly share: number }; readonly result: null }
  /** Starts a halted service again. Answered when it is ready. */
  readonly relaunch: { readonly params: { readonly share: number }; readonly result: null }
  readonly waitForOutput: { readonly params: WaitForOutputParams; readonly result: readonly string[] }
}

/** Options for adding a services file to a run. */
export interface AddOptions {
  /** Whether its eager services are started now; if not, adding the file again starts them. @default true */
  readonly startsEager?: boolean | undefined
}

/** A worker that asks for the variables of tests. */
export interface EnvironmentParams {
  readonly file: string
  /** The slot of the worker. */
  readonly worker: string
}

/** The longest time that loading a services file may take without a warning, in milliseconds. */
export const slowLoadMs = 100

/** Identifies one instance of a listed service. */
export interface AcquireParams {
  /** The files that list it, with the names under which they do. */
  readonly listings: readonly ListedAs[]
  /** Distinguishes two versions of the file, see `serviceShape`. */
  readonly shape: string
  readonly keys: ScopeKeys
}

/** A name in a services file. */
export interface ListedAs {
  readonly file: string
  readonly name: string
}

/** A share in a service of the supervisor. */
export interface SharedService {
  readonly share: number
  readonly name: string
  readonly data: unknown
  readonly elapsedMs: number
  readonly isRestartable: boolean
}

/** A ready service of the run, as listed in the file that workers may read instead of asking. */
export interface ReadyService extends Omit<SharedService, 'share'> {
  /** A new number for each start. */
  readonly instance: number
  readonly listing: ListedAs
  readonly shape: string
}

/** A pattern to wait for. */
export interface WaitForOutputParams {
  readonly share: number
  readonly source: string
  readonly flags: string
  readonly timeoutMs?: number
}

export type Method = keyof Requests

/** The answer to each request, by method. */
export type Answers = { readonly [M in Method]: (params: Requests[M]['params']) => Promise<Requests[M]['result']> }

/** A request. Its answer has the same id. */
export interface RequestMessage {
  readonly id: number
  readonly method: Method
  readonly params: unknown
}

/** Sent when a service in which this connection has a share has died. */
export interface CrashMessage {
  readonly event: 'crash'
  readonly share: number
  readonly error: ErrorData
}

/** Sent last, before the supervisor stops all services. */
export interface EndMessage {
  readonly event: 'end'
}

/** Sent when a service in which this connection has a share has been started again. */
export interface RelaunchMessage {
  readonly event: 'relaunch'
  readonly share: number
  readonly data: unknown
}

/** An answer: a result or an error. */
export type ResponseMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: ErrorData }

/** The maximum length of a line; no message needs more. */
const maxLineLength = 1024 * 1024

/** Encodes a message as a line. Throws a `TypeError` when it is too long or cannot be encoded as JSON. */
export function lineOf(message: object): string {
  const line = JSON.stringify(message)
  if (line.length > maxLineLength)
    throw new TypeError(
      `Expected what crosses from one process to another to be shorter than ${maxLineLength} characters of JSON, got ${line.length}`,
    )
  return `${line}\n`
}

/** Calls `onLine` for every line that arrives. A peer that sends an endless line is disconnected. */
export function readLines(socket: Socket, onLine: (line: string) => void): void {
  const splitter = splitLines()
  socket.setEncoding('utf8')
  socket.on('data', (chunk) => {
    const lines = splitter.add(chunk.toString())
    if (splitter.restLength() > maxLineLength || lines.some((line) => line.length > maxLineLength)) socket.destroy()
    // After a line that disconnects the peer, the next ones are ignored.
    for (const line of lines) if (!socket.destroyed) onLine(line)
  })
}
