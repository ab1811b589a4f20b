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
  /** Its process; absent for what portside has not started. */
  readonly child?: ChildHandle
  /** Whether somebody else's process may answer for it. @default true where there is no process of its own */
  readonly isAnybodys?: boolean
  /** The sockets that its Node processes could not have, as the listen hook was told. @default none */
  readonly refused?: readonly RefusedBind[] | undefined
  readonly output?: string
  /** Masks its secrets in what is shown of its processes. @default shows all */
  readonly mask?: (text: string) => string
  /** Where its commands are looked for. */
  readonly place?: CommandPlace
  readonly remarks?: readonly string[]
}
