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
import { addressText } from './address-text'

/** All that is known of a service that did not become ready: the rules look at nothing else. */
export interface Evidence {
  readonly service: string
  /** Whether portside has started it; what it has not is only waited for. @default true */
  readonly isStarted?: boolean
  /** Where it should answer. */
  readonly host: string
  /** Absent for a service that listens nowhere. */
  readonly port: number | undefined
  /** The ports that it was given under names of their own. */
  readonly namedPorts: readonly number[]
  /** How long was waited, in milliseconds. */
  readonly elapsedMs: number
  /** What each probe saw last, on each address. */
  readonly attempts: readonly ProbeAttempt[]
  /** The last lines that it wrote, with secrets masked. */
  readonly output: string
  /** How its process ended; `undefined` while that lives, and for what portside has not started. */
  readonly status: ExitStatus | undefined
  /** The sockets that its Node processes could not have, as the listen hook was told. */
  readonly refused: readonly RefusedBind[]
  /** What its output, or the listen hook, says of a port that it could not bind, and who has that. */
  readonly conflict: BindConflict | undefined
  /** The ephemeral ports of the system, where all of them are taken. */
  readonly usedUp: PortRange | undefined
  /** The command that a shell of it did not find, where that is how it ended. */
  readonly missing: MissingCommand | undefined
  /** The processes that it has left running, where it has ended with 0. */
  readonly left: readonly ProcessDescription[]
  /** The sockets on which its processes listen. */
  readonly listeners: readonly ProcessListener[]
  /** What its processes are doing. */
  readonly activities: readonly ProcessActivity[]
  /** The connections that its processes try to make. */
  readonly pending: readonly PendingConnection[]
  /** What a connection to its address met; absent where there is no address on this machine, or its process has ended. */
  readonly connection: ConnectionFinding | undefined
  /** Whether it answers a TLS handshake; asked only of what has ended a connection of a probe. */
  readonly isTls: boolean
  /** The rules that may keep connections away; absent where nothing does. */
  readonly filter: FilterRules | undefined
  /** Who listens at its address; absent where that is the service itself, nobody, or cannot be told. */
  readonly otherOwner: PortOwner | undefined
  /** What the environment says of proxies. */
  readonly proxies: ProxySettings
  /** The addresses that `localhost` means on this machine, in the order in which they are tried. */
  readonly localhost: readonly string[]
  /** What there is to say of a service of its kind, whatever happened. */
  readonly remarks: readonly string[]
}

/** A socket that a process could not have. */
export interface RefusedBind {
  readonly port?: number
  /** Why: `EADDRINUSE`, `EACCES`, … */
  readonly code: string
}

/** A port that a service could not bind. */
export interface BindConflict extends OutputConflict {
  /** Who has it; `undefined` where nobody is seen. */
  readonly owner: PortOwner | undefined
}

/** A command that is not there. */
export interface MissingCommand {
  readonly program: string
  /** The programs that are spelled nearly like it. */
  readonly near: readonly string[]
}

/** Whether somebody listens, and connections to it do not come through all the same. */
export function isBlocked({ state, isAddressMissing }: ConnectionFinding): boolean {
  return !isAddressMissing && (state === 'dropped' || state === 'rejected' || state === 'forbidden')
}

/** Whether a service's own address has refused every connection, whatever other addresses did. */
export function isRefused({ attempts, host, port }: Evidence): boolean {
  const ownAddress = addressText(host, port)
  const own = attempts.filter(({ address }) => address === undefined || address === ownAddress)
  return own.length > 0 && own.every(({ outcome }) => outcome === 'refused')
}
