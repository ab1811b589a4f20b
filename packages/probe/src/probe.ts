/** A way to find out that a service is ready. */
export interface Probe {
  /** What must be true, such as `GET /health answers 2xx or 3xx`. */
  readonly description: string
  /** Whether it is never ready before the target's own port has answered, so that nothing else need ask that. @default false */
  readonly asksPort?: boolean
  /**
   * Resolves as soon as the target is ready, and rejects when `run.signal` aborts.
   * @throws TypeError when the target lacks what the probe needs (a port, an output): waiting would be in vain.
   */
  readonly wait: (target: ProbeTarget, run: ProbeRun) => Promise<void>
}

/** One wait of a probe. */
export interface ProbeRun {
  /** Ends the wait: connections are destroyed, commands killed. */
  readonly signal: AbortSignal
  /** Is told every attempt that failed, for the diagnosis. */
  readonly note: (attempt: ProbeAttempt) => void
  /** Is told the description of a part that is ready while others are not: what it has noted is no reason any more. */
  readonly forget?: ((probe: string) => void) | undefined
  /** Is told of each connection that was made, while its answer is awaited. */
  readonly connected?: ((address: Address) => void) | undefined
  /** What the service's processes tell of their sockets: a reason to look at once, and to look less often until then. */
  readonly listeners?: ListenerSource | undefined
  /** What the service writes, each time a reason to look whether it listens. */
  readonly output?: OutputSource | undefined
}

/** Where a probe connects. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** An address as URLs spell it, such as `127.0.0.1:62893` or `[::1]:62893`. */
export function formatAddress({ host, port }: Address): string {
  // No name has a colon.
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** The same port on the loopback address of the other family; `undefined` for any other address. */
export function otherLoopback({ host, port }: Address): Address | undefined {
  if (host === '127.0.0.1') return { host: '::1', port }
  return host === '::1' ? { host: '127.0.0.1', port } : undefined
}

/** What the service's own processes tell of the sockets on which they listen. */
export interface ListenerSource {
  /** Whether a process has said that it will tell when it listens, so that asking in between is hardly needed. */
  readonly willReport: () => boolean
  /** Calls `listener` whenever a process has told something; returns how to end that. */
  readonly subscribe: (listener: () => void) => () => void
}

/** What a process has written, as `@portside/process` gives it. */
export interface OutputSource {
  /** The last lines. */
  text(): string
  /** Calls `listener` with each new chunk; the function returned ends that. */
  subscribe(listener: (chunk: string) => void): () => void
  /** Resolves with the first match, also in what was written before; rejects only when `signal` aborts. */
  waitFor(pattern: RegExp, signal?: AbortSignal): Promise<RegExpMatchArray>
}

/** How one attempt of a probe ended without the service being ready. */
export interface ProbeAttempt {
  /** The probe's description. */
  readonly probe: string
  /** The address that was tried, such as `127.0.0.1:62893` or `[::1]:62893`. */
  readonly address?: string
  readonly outcome: ProbeOutcome
  /** What was observed, such as `503 Service Unavailable`. */
  readonly detail: string
  /** The HTTP status, where there was one. */
  readonly status?: number
  /** The first 64 KB of the answer, where there was one. */
  readonly body?: string
  /** The error behind it. */
  readonly cause?: unknown
}

/** The kinds of attempt that leave a service not ready. */
export type ProbeOutcome =
  /** The address refused the connection: nobody listens, or a filter rejects. */
  | 'refused'
  /** The connection itself got no answer: packets are dropped, or nobody accepts. */
  | 'no-answer'
  /** Connected, or called, and nothing has come back so far. */
  | 'silent'
  /** An answer came, and it was not the one asked for. */
  | 'answered'
  /** The attempt ended with an error. */
  | 'failed'
  /** The connection reached its own socket: nobody listens. */
  | 'self-connect'
  /** What the probe looks for has not appeared. */
  | 'pending'

/** The service that a probe looks at. */
export interface ProbeTarget {
  /** Its name, for messages. */
  readonly service: string
  /** The address it should listen on, such as `127.0.0.1`. */
  readonly host: string
  /** The port it should listen on; absent for a service that listens nowhere. */
  readonly port?: number
  /** Its base URL, such as `http://127.0.0.1:62893`. @default `http://host:port` */
  readonly url?: string
  /** What it writes; absent for a service that portside did not start. */
  readonly output?: OutputSource
  /** What its processes tell of the sockets on which they listen; absent where they cannot. */
  readonly listeners?: ListenerSource | undefined
  /** Where relative paths begin and commands run. */
  readonly cwd: string
  /** The whole environment of commands; `undefined` removes. */
  readonly env: Readonly<Record<string, string | undefined>>
}
