import type { ServiceLink } from './service-link'

/** What every handle of a process has. */
export interface ProcessHandle {
  /** The name under which the service is listed. */
  readonly name: string
  /** The process id of what was started; `undefined` for what was running already. */
  readonly pid: number | undefined
  /**
   * The last lines that the service wrote to its standard output and standard error: all of them, or with `{ since: 'test' }` those since the
   * test that is being run began.
   */
  readonly output: ServiceLink['output']
  /**
   * Waits until the output matches `pattern`, beginning with what is kept, and resolves to the match.
   * @throws PortsideError `E_NOT_READY` after `timeoutMs` (10 s by default).
   */
  readonly waitForOutput: ServiceLink['waitForOutput']
}

/** The handle of a service that listens. */
export interface ServerHandle<PortName extends string = never> extends ProcessHandle {
  /** Where it answers, with the address spelled: `http://127.0.0.1:62893`. */
  readonly url: string
  readonly host: string
  readonly port: number
  /** The numbers of the named ports. */
  readonly ports: Readonly<Record<PortName, number>>
  /** The URLs of the named ports. */
  readonly urls: Readonly<Record<PortName, string>>
  /**
   * Fetches a path of this service: never through a proxy, and its connections are closed when the service stops.
   * @throws TypeError for a URL of another origin.
   * @throws PortsideError `E_CRASHED` at once when the service dies or has died.
   */
  readonly fetch: (path: string | URL, init?: RequestInit) => Promise<Response>
}

/**
 * How to disturb a process on purpose, for the test, file or code that it belongs to. All of it rejects with a `TypeError` for what is no command
 * (an in-process or external server), while it is being restarted, and once it has been given back.
 */
export interface ProcessControls {
  /**
   * Stops the service and starts it again on the same port, which stays leased meanwhile. `pid` is another one then. What needs it is left alone.
   * @throws PortsideError when it does not become ready again; then it can be tried once more.
   */
  readonly restart: () => Promise<void>
  /** Stops the service while `act` runs, and starts it again on the same port, also when `act` throws. Resolves to what `act` gives. */
  readonly whileStopped: <Result>(act: () => Result | Promise<Result>) => Promise<Result>
  /** Stops all of its processes from running (SIGSTOP): the port stays open, and nobody answers. */
  readonly pause: () => Promise<void>
  /** Lets a paused service go on (SIGCONT). */
  readonly resume: () => Promise<void>
  /** Ends all of its processes at once (SIGKILL), as a crash would. `restart` brings it back. */
  readonly kill: () => Promise<void>
}

/** What a test gets for a service that belongs to its file or to itself: whoever has a process may disturb it. */
export type OwnedHandle<Handle> = Handle extends ProcessHandle ? Handle & ProcessControls : Handle

/** How to stop what `start()` started, and to disturb it on purpose. */
export interface ServiceControls extends AsyncDisposable, ProcessControls {
  /** Stops the service and all that was started for it. Does so once, and waits until they are gone. */
  readonly stop: () => Promise<void>
}

/** A service that this code started and stops: what `start()` resolves to. */
export type StartedHandle<Handle> = Handle & ServiceControls

/** What describes a started server or process, as JSON data. */
export interface ServerData {
  readonly name: string
  readonly pid?: number | undefined
  readonly url?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly ports?: Readonly<Record<string, number>>
  /** For a service over TLS that portside has started; absent where Node.js trusts as it always does. */
  readonly tls?: ServerTrust | undefined
}

/** Whom a handle trusts. */
export interface ServerTrust {
  /** The authority, as PEM; absent where any certificate will do, since the process that answers is known. */
  readonly ca?: string | undefined
}

/** `http://127.0.0.1:62893`, with the brackets that an IPv6 address needs (RFC 3986, section 3.2.2). */
export function urlOf(host: string, port: number, scheme = 'http'): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`
}
