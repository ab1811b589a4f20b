import type { ServiceLink } from './service-link'

/** The properties that every handle of a process has. */
export interface ProcessHandle {
  /** The name under which the service is listed. */
  readonly name: string
  /** The process id of the started process; `undefined` for a service that was running already. */
  readonly pid: number | undefined
  /**
   * The last lines that the service wrote to standard output and standard error: all of them, or with `{ since: 'test' }` those since the current
   * test began.
   */
  readonly output: ServiceLink['output']
  /**
   * Waits until the output matches `pattern` and resolves to the match. The kept output is searched first.
   * @throws PortsideError `E_NOT_READY` after `timeoutMs` (10 s by default).
   */
  readonly waitForOutput: ServiceLink['waitForOutput']
}

/** The handle of a service that listens. */
export interface ServerHandle<PortName extends string = never> extends ProcessHandle {
  /** The URL of the service, with its IP address (or the name of `urlHost`): `http://127.0.0.1:62893`. */
  readonly url: string
  /** The same URL for a WebSocket: `ws://127.0.0.1:62893`, or `wss:` over TLS. */
  readonly wsUrl: string
  readonly host: string
  readonly port: number
  /** The numbers of the named ports. */
  readonly ports: Readonly<Record<PortName, number>>
  /** The other ports on which a service with `port: 'discover'` listened when it was ready; a debugger's is left out. */
  readonly otherPorts: readonly number[]
  /** The URLs of the named ports. */
  readonly urls: Readonly<Record<PortName, string>>
  /**
   * Returns the whole URL of a path of this service.
   * @throws TypeError for a URL of another origin.
   */
  readonly urlFor: (path: string | URL) => string
  /**
   * Fetches a path of this service, never through a proxy. Its connections are closed when the service stops.
   * @throws TypeError for a URL of another origin.
   * @throws PortsideError `E_CRASHED` at once when the service dies or has died.
   */
  readonly fetch: (path: string | URL, init?: RequestInit) => Promise<Response>
}

/**
 * Controls that disturb a process on purpose, for the test, file or code that owns it. Each rejects with a `TypeError` if the service is not a
 * command (an in-process or external server), while it is being restarted, and after it was released.
 */
export interface ProcessControls {
  /**
   * Stops the service and starts it again on the same port, which stays leased in between. The `pid` changes. Services that need this one are left
   * alone.
   * @throws PortsideError when it does not become ready again; then it can be tried once more.
   */
  readonly restart: () => Promise<void>
  /** Stops the service while `act` runs and then starts it again on the same port, even if `act` throws. Resolves to the result of `act`. */
  readonly whileStopped: <Result>(act: () => Result | Promise<Result>) => Promise<Result>
  /** Pauses all processes of the service (SIGSTOP): the port stays open, but nothing answers. */
  readonly pause: () => Promise<void>
  /** Resumes a paused service (SIGCONT). */
  readonly resume: () => Promise<void>
  /** Kills all processes of the service at once (SIGKILL), as a crash would. `restart` starts it again. */
  readonly kill: () => Promise<void>
}

/** The handle that a test gets for a service that belongs to its file or to itself. It has controls if the service has a process. */
export type OwnedHandle<Handle> = Handle extends ProcessHandle ? Handle & ProcessControls : Handle

/** Controls that stop what `start()` started, and disturb it on purpose. */
export interface ServiceControls extends AsyncDisposable, ProcessControls {
  /** Stops the service and everything that was started for it, and waits until all of it is gone. Repeated calls stop it only once. */
  readonly stop: () => Promise<void>
}

/** A service that this code started and stops: the result of `start()`. */
export type StartedHandle<Handle> = Handle & ServiceControls

/** The JSON data that describes a started server or process. */
export interface ServerData {
  readonly name: string
  readonly pid?: number | undefined
  readonly url?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly ports?: Readonly<Record<string, number>>
  readonly otherPorts?: readonly number[]
  /** The trust for a TLS service that portside has started; absent if the default trust of Node.js applies. */
  readonly tls?: ServerTrust | undefined
}

/** The certificates that a handle trusts. */
export interface ServerTrust {
  /** The certificate authority, as PEM; absent if any certificate is accepted, since the process that answers is known. */
  readonly ca?: string | undefined
}
