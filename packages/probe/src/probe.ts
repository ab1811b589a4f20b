/** A way to find out that a service is ready. */
export interface Probe {
  /** The condition in words, such as `GET /health answers 2xx or 3xx`. */
  readonly description: string
  /** True if it is never ready before the target's own port has answered, so that no other check of the port is needed. @default false */
  readonly asksPort?: boolean
  /** True if a listening socket is enough, whoever has made it: that shows nothing of a service which is handed its socket. @default false */
  readonly isSocketEnough?: boolean
  /** The scheme of URLs of a server that it finds on the target's own port, such as `redis`. @default none */
  readonly scheme?: string | undefined
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
  /** Receives every attempt that failed, for the diagnosis. */
  readonly note: (attempt: ProbeAttempt) => void
  /** Receives the description of a part that is ready while others are not: its failed attempts no longer matter. */
  readonly forget?: ((probe: string) => void) | undefined
  /** Receives the address of each connection that was made, while its answer is awaited. */
  readonly connected?: ((address: Address) => void) | undefined
  /** Reports of the service's processes about their sockets: after a report the probe tries at once, and until then less often. */
  readonly listeners?: ListenerSource | undefined
  /** The longest time of one attempt, in milliseconds. @default 5 to 30 s, after the time waited */
  readonly attemptTimeoutMs?: number | undefined
  /** The shortest limit of one attempt, in milliseconds, for an answer that must not be asked for twice. @default none */
  readonly leastAttemptMs?: number | undefined
  /** The pause between two attempts, in milliseconds. @default after the time waited, and shorter where a sign is seen */
  readonly intervalMs?: number | undefined
  /** The service's output; each chunk is a reason to check whether the service listens. */
  readonly output?: OutputSource | undefined
}

/** The address of a connection. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** Returns the same port on the loopback address of the other family; `undefined` for any other address. */
export function otherLoopback({ host, port }: Address): Address | undefined {
  if (host === '127.0.0.1') return { host: '::1', port }
  return host === '::1' ? { host: '127.0.0.1', port } : undefined
}

/** Reports of the service's own processes about the sockets on which they listen. */
export interface ListenerSource {
  /** Returns whether a process has announced that it reports when it listens, so that polling is hardly needed until then. */
  readonly willReport: () => boolean
  /** Calls `listener` after each report of a process; returns a function that unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void
}

/** The output of a process, as `@portside/process` provides it. */
export interface OutputSource {
  /** Returns the last lines. */
  text(): string
  /** Calls `listener` with each new chunk; returns a function that unsubscribes. */
  subscribe(listener: (chunk: string) => void): () => void
  /** Resolves with the first match, also in earlier output; rejects only when `signal` aborts. */
  waitFor(pattern: RegExp, signal?: AbortSignal): Promise<RegExpMatchArray>
}

/** One attempt of a probe that ended without the service being ready. */
export interface ProbeAttempt {
  /** The probe's description. */
  readonly probe: string
  /** The address that was tried, such as `127.0.0.1:62893` or `[::1]:62893`. */
  readonly address?: string
  readonly outcome: ProbeOutcome
  /** The observation, such as `503 Service Unavailable`. */
  readonly detail: string
  /** The HTTP status, if there was one. */
  readonly status?: number
  /** The headers of the answer that say what it is, in lower case, if there was one. */
  readonly headers?: Readonly<Record<string, string>>
  /** The first 64 KB of the answer, if there was one. */
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
  /** Connected or called, without an answer so far. */
  | 'silent'
  /** An answer came, and it was not the expected one. */
  | 'answered'
  /** The attempt ended with an error. */
  | 'failed'
  /** The connection reached its own socket: nobody listens. */
  | 'self-connect'
  /** The condition of the probe does not hold yet. */
  | 'pending'

/** The service that a probe checks. */
export interface ProbeTarget {
  /** Its name, for messages. */
  readonly service: string
  /** The address it should listen on, such as `127.0.0.1`. */
  readonly host: string
  /** The port it should listen on; absent for a service that listens nowhere. */
  readonly port?: number
  /** Its base URL, such as `http://127.0.0.1:62893`. @default `http://host:port` */
  readonly url?: string
  /** Its output; absent for a service that portside did not start. */
  readonly output?: OutputSource
  /** Reports of its processes about the sockets on which they listen; absent if they cannot report. */
  readonly listeners?: ListenerSource | undefined
  /** Returns whether a process listens where a connection to an address would arrive, without connecting; absent if that is not visible. */
  readonly isListening?: ((address: Address) => Promise<boolean>) | undefined
  /** The folder where relative paths begin and commands run. */
  readonly cwd: string
  /** The whole environment of commands; a variable that is `undefined` is removed. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** A user's own check: ready when it returns (or resolves with) anything but `false`. */
export type ReadyFunction = (target: ProbeTarget & { readonly signal: AbortSignal }) => unknown
