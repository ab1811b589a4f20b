import type { ChildHandle } from '@portside/process'
import type { ChildReports } from '../../run/listen-hook/listen-reports'
import type { StartContext } from '../../contract/start-context'
import type { CommandSpec } from './check-command-options'
import type { Address } from '../../command/fill-placeholders'

/** A command that runs, whether it is ready or not. */
export interface SpawnedCommand {
  readonly spec: CommandSpec
  readonly address: Address
  readonly child: ChildHandle
  /** When its process was about to be started, in milliseconds since 1970. */
  readonly startedAtMs: number
  /** What its Node processes tell; absent where there is no hub. */
  readonly reports: ChildReports | undefined
  readonly context: StartContext
}
