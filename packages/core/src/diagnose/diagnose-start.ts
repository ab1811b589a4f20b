import { type PortsideError } from '@portside/errors'
import { findPortConflict, findPortOwner, portInUseError } from '@portside/ports'
import type { ChildHandle } from '@portside/process'
import type { Readiness } from '@portside/probe'
import type { CommandSpec } from '../command/check-command-options'
import type { Address } from '../command/fill-placeholders'
import { maskSecrets } from '../command/mask-secrets'
import type { StartContext } from '../lifecycle/start-context'
import { diagnoseUnready } from './diagnose-unready'
import { exitedError } from './exited-error'
import { isRefused } from './is-refused'
import { wrongPortError } from './wrong-port-error'

/** All that is known of a start that failed. */
export interface FailedStart {
  readonly spec: CommandSpec
  readonly address: Address
  readonly child: ChildHandle
  readonly readiness: Readiness
  readonly context: StartContext
}

/** The error that explains a failed start: a conflict about a port, an early exit, another port, no socket, or no right answer. */
export async function diagnoseStart({ spec, address, child, readiness, context }: FailedStart): Promise<PortsideError> {
  const service = context.name
  const output = maskSecrets(child.output.text(), spec.redact)
  const { status } = child
  const isSilent = isRefused(readiness, address.host, address.port)
  const conflict = status === undefined && !isSilent ? undefined : findPortConflict(output)
  if (conflict !== undefined) return conflictError(conflict.port ?? address.port ?? 0, { service, output })
  if (status !== undefined) return exitedError({ service, status, output })
  const misplaced = isSilent ? await wrongPortError({ service, address, child, output }) : undefined
  return misplaced ?? diagnoseUnready({ service, readiness, address, output })
}

async function conflictError(port: number, details: { service: string; output: string }): Promise<PortsideError> {
  return portInUseError({ port, owner: await findPortOwner(port), ...details })
}
