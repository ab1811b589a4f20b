import { type PortsideError } from '@portside/errors'
import { findPortOwner, portInUseError } from '@portside/ports'
import type { ChildHandle } from '@portside/process'
import type { Readiness } from '@portside/probe'
import type { CommandSpec } from '../command/check-command-options'
import type { Address } from '../command/fill-placeholders'
import { maskSecrets } from '../command/mask-secrets'
import type { StartContext } from '../lifecycle/start-context'
import { diagnoseUnready } from './diagnose-unready'
import { exitedError } from './exited-error'
import { findBindConflict } from './find-bind-conflict'

/** All that is known of a start that failed. */
export interface FailedStart {
  readonly spec: CommandSpec
  readonly address: Address
  readonly child: ChildHandle
  readonly readiness: Readiness
  readonly context: StartContext
}

/** The error that explains a failed start: a conflict about a port, an early exit, no socket, or no right answer. */
export async function diagnoseStart({ spec, address, child, readiness, context }: FailedStart): Promise<PortsideError> {
  const service = context.name
  const output = maskSecrets(child.output.text(), spec.redact)
  const { status } = child
  if (status === undefined) return diagnoseUnready({ service, readiness, address, output })
  const conflict = findBindConflict(output, address)
  if (conflict === undefined) return exitedError({ service, status, output })
  const owner = await findPortOwner(conflict)
  return portInUseError({ port: conflict, service, output, ...(owner === undefined ? {} : { owner }) })
}
