import type { ChildHandle } from '@portside/process'
import type { RefusedBind } from './evidence'
import type { CommandPlace } from './find-missing-command'
import type { BlockedReadiness } from './wait-unless-blocked'

/** A service that did not become ready. */
export interface UnreadyService {
  readonly service: string
  readonly host: string
  readonly port: number | undefined
  readonly namedPorts?: readonly number[]
  readonly readiness: BlockedReadiness
  /** Its process; absent for a service that portside did not start. */
  readonly child?: ChildHandle
  /** Whether another process may answer for it. @default true where there is no process of its own */
  readonly isAnybodys?: boolean
  /** The sockets on which its Node processes could not listen, as reported by the listen hook. @default none */
  readonly refused?: readonly RefusedBind[] | undefined
  /** The ports on which its Node processes listen, as reported by the listen hook. @default none */
  readonly moved?: readonly number[] | undefined
  readonly output?: string
  /** Masks secrets in what is shown of its processes. @default shows all */
  readonly mask?: (text: string) => string
  /** The place where its commands are searched. */
  readonly place?: CommandPlace
  readonly remarks?: readonly string[]
  /** Its command line, with placeholders. */
  readonly template?: string
  /** Whether its port is an option, and not leased. @default false */
  readonly isFixed?: boolean
  /** When it was started, in milliseconds since 1970. */
  readonly startedAtMs?: number
}
