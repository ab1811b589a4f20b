import type {
  ConnectionFinding,
  FilterRules,
  OutputConflict,
  PendingConnection,
  PortOwner,
  PortRange,
  ProcessListener,
} from '@portside/ports'
import type { ProbeAttempt } from '@portside/probe'
import type { ExitStatus, ProcessActivity, ProcessDescription } from '@portside/process'
import type { ProxySettings } from '../run/proxy-settings'
import { addressText } from '@portside/internal'
import type { PortFile } from './find-port-files'
import { debuggerPorts } from '../text/printed-addresses'

/** Everything that is known of a service that did not become ready. The rules look at nothing else. */
export interface Evidence {
  readonly service: string
  /** Whether portside started the service; otherwise it is only waited for. @default true */
  readonly isStarted?: boolean
  /** The host where the service should answer. */
  readonly host: string
  /** Absent for a service that listens nowhere. */
  readonly port: number | undefined
  /** The named ports that the service was given. */
  readonly namedPorts: readonly number[]
  /** How long the wait took, in milliseconds. */
  readonly elapsedMs: number
  /** The last attempt of each probe on each address. */
  readonly attempts: readonly ProbeAttempt[]
  /** The last lines that the service wrote, with secrets masked. */
  readonly output: string
  /** How its process exited; `undefined` while it runs, and for a service that portside did not start. */
  readonly status: ExitStatus | undefined
  /** The sockets on which its Node processes could not listen, as reported by the listen hook. */
  readonly refused: readonly RefusedBind[]
  /** The port that it could not bind, according to its output or the listen hook, and the owner of that port. */
  readonly conflict: BindConflict | undefined
  /** The ephemeral ports of the system, if all of them are taken. */
  readonly usedUp: PortRange | undefined
  /** The command that a shell of it did not find, if that is why it exited. */
  readonly missing: MissingCommand | undefined
  /** The value of NODE_ENV in its environment. */
  readonly nodeEnv: string | undefined
  /** The processes that it left running, if it exited with 0. */
  readonly left: readonly ProcessDescription[]
  /** The sockets on which its processes listen. */
  readonly listeners: readonly ProcessListener[]
  /** The ports of its Node.js processes, which the listen hook can move. @default [] */
  readonly moved?: readonly number[]
  /** The files of variables in its working directory that set PORT. @default [] */
  readonly portFiles?: readonly PortFile[]
  /** Its command line, with placeholders; absent for a service that portside did not start. */
  readonly template?: string | undefined
  /** Whether its port is an option, and not leased. @default false */
  readonly isFixed?: boolean | undefined
  /** When it was started, in milliseconds since 1970. */
  readonly startedAtMs?: number | undefined
  /** The activity of its processes. */
  readonly activities: readonly ProcessActivity[]
  /** The connections that its processes try to make. */
  readonly pending: readonly PendingConnection[]
  /** The result of a connection to its address; absent if the address is not on this machine, or its process has exited. */
  readonly connection: ConnectionFinding | undefined
  /** Whether it answers a TLS handshake. Checked only if it has ended a connection of a probe. */
  readonly isTls: boolean
  /** The rules that may block connections; absent if nothing does. */
  readonly filter: FilterRules | undefined
  /** The owner of the listener at its address; absent if that is the service itself, there is none, or it is unknown. */
  readonly otherOwner: PortOwner | undefined
  /** The proxy settings of the environment. */
  readonly proxies: ProxySettings
  /** The addresses that `localhost` resolves to on this machine, in the order in which they are tried. */
  readonly localhost: readonly string[]
  /** Remarks that apply to its kind of service, whatever happened. */
  readonly remarks: readonly string[]
}

/** A socket on which a process could not listen. */
export interface RefusedBind {
  readonly port?: number
  /** The error code: `EADDRINUSE`, `EACCES`, … */
  readonly code: string
}

/** A port that a service could not bind. */
export interface BindConflict extends OutputConflict {
  /** The owner of the port; `undefined` if none is found. */
  readonly owner: PortOwner | undefined
  /** Whether nobody but this run is seen to have the port: it holds it for the service. */
  readonly isOwnHold: boolean
}

/** A command that was not found. */
export interface MissingCommand {
  readonly program: string
  /** Programs with a similar name. */
  readonly near: readonly string[]
}

/** Whether a listener exists but connections to it do not get through. */
export function isBlocked({ state, isAddressMissing }: ConnectionFinding): boolean {
  return !isAddressMissing && (state === 'dropped' || state === 'rejected' || state === 'forbidden')
}

/** Whether a service's own address refused every connection, whatever other addresses did. */
export function isRefused({ attempts, host, port }: Evidence): boolean {
  const ownAddress = addressText(host, port)
  const own = attempts.filter(({ address }) => address === undefined || address === ownAddress)
  return own.length > 0 && own.every(({ outcome }) => outcome === 'refused')
}

/** The ports on which a service listens besides those that it was given, in order; a debugger's is none. */
export function otherPorts({ port, namedPorts, listeners, output }: Evidence): readonly number[] {
  const known = new Set([port, ...namedPorts, ...debuggerPorts(output)])
  return [...new Set(listeners.map((listener) => listener.port))]
    .filter((other) => !known.has(other))
    .sort((a, b) => a - b)
}

/** Whether a service that lives could not have a port that it was not given, and listens on another one, as Vite does. */
export function hasMovedOn(evidence: Evidence, refusedPort: number | undefined): boolean {
  const isOther = refusedPort !== undefined && !isGiven(evidence, refusedPort)
  return evidence.status === undefined && isOther && otherPorts(evidence).length > 0
}

/** Whether a service was given a port, by its options or as a lease. */
export function isGiven({ port, namedPorts }: Evidence, asked: number): boolean {
  return [port, ...namedPorts].includes(asked)
}
