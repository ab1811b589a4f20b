import type { Socket } from 'node:net'
import type { ErrorData } from '@portside/errors'
import type { ScopeKeys } from '../contract/service-share'
import type { LaunchControl } from '../contract/start-context'

/** What a worker can ask of the supervisor, by method: a JSON object a line in either direction. */
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
  /** Answered by `null` when no services file of the supervisor lists it. */
  readonly acquire: { readonly params: AcquireParams; readonly result: SharedService | null }
  readonly release: { readonly params: { readonly share: number }; readonly result: null }
  readonly output: {
    readonly params: { readonly share: number; readonly beginMs?: number | undefined }
    readonly result: string
  }
  readonly renew: { readonly params: object; readonly result: null }
  /** This and the next two are for what belongs to the file or test that asks. */
  readonly control: {
    readonly params: { readonly share: number; readonly action: keyof LaunchControl }
    readonly result: null
  }
  /** Stops a service, which keeps its ports until `relaunch`. */
  readonly halt: { readonly params: { readonly share: number }; readonly result: null }
  /** Starts it again. Answered when it is ready. */
  readonly relaunch: { readonly params: { readonly share: number }; readonly result: null }
  readonly waitForOutput: { readonly params: WaitForOutputParams; readonly result: readonly string[] }
}

/** How a services file is added to a run. */
export interface AddOptions {
  /** Whether its eager services are started now; if not, adding the file again does so. @default true */
  readonly startsEager?: boolean | undefined
}

/** Names one instance of a listed service. */
export interface AcquireParams {
  /** Where it is listed: by which files, and as what. */
  readonly listings: readonly ListedAs[]
  /** See `serviceShape`: tells two versions of the file apart. */
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

/** A service of the run that is ready, as the file tells it that workers may read instead of asking. */
export interface ReadyService extends Omit<SharedService, 'share'> {
  /** Another number each time that it is started. */
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

/** What each request is answered by. */
export type Answers = { readonly [M in Method]: (params: Requests[M]['params']) => Promise<Requests[M]['result']> }

/** A request; its answer carries the same id. */
export interface RequestMessage {
  readonly id: number
  readonly method: Method
  readonly params: unknown
}

/** What the supervisor says unasked: a service of which this connection has a share has died. */
export interface CrashMessage {
  readonly event: 'crash'
  readonly share: number
  readonly error: ErrorData
}

/** What the supervisor says last, before it stops all services. */
export interface EndMessage {
  readonly event: 'end'
}

/** What the supervisor says unasked: a service of which this connection has a share has been started again. */
export interface RelaunchMessage {
  readonly event: 'relaunch'
  readonly share: number
  readonly data: unknown
}

/** An answer: a result or an error. */
export type ResponseMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: ErrorData }

/** No message needs more. */
const maxLineLength = 1024 * 1024

/** A message as a line. Throws a `TypeError` when it is too long, or cannot be told in JSON. */
export function lineOf(message: object): string {
  const line = JSON.stringify(message)
  if (line.length > maxLineLength)
    throw new TypeError(
      `Expected what crosses from one process to another to be shorter than ${maxLineLength} characters of JSON, got ${line.length}`,
    )
  return `${line}\n`
}

/** Calls `onLine` for every line that arrives. A peer that sends an endless one is cut off. */
export function readLines(socket: Socket, onLine: (line: string) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxLineLength || lines.some((line) => line.length > maxLineLength)) socket.destroy()
    // Who is cut off because of one line is not heard on the next.
    for (const line of lines) if (!socket.destroyed) onLine(line)
  })
}
