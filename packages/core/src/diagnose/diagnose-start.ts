import type { PortsideError } from '@portside/errors'
import type { Readiness } from '@portside/probe'
import type { ChildHandle } from '@portside/process'
import type { CommandSpec } from '../command/check-command-options'
import type { Address } from '../command/fill-placeholders'
import { maskSecrets } from '../command/mask-secrets'
import type { StartContext } from '../lifecycle/start-context'
import { collectEvidence } from './collect-evidence'
import { explain } from './explain'

/** All that is known of a start that failed. */
export interface FailedStart {
  readonly spec: CommandSpec
  readonly address: Address
  readonly child: ChildHandle
  readonly readiness: Readiness
  readonly context: StartContext
}

/** The error that explains why a command did not become ready. */
export async function diagnoseStart({ spec, address, child, readiness, context }: FailedStart): Promise<PortsideError> {
  const { host, port, ports } = address
  const evidence = await collectEvidence({
    service: context.name,
    host,
    port,
    namedPorts: Object.values(ports),
    readiness,
    child,
    output: maskSecrets(child.output.text(), spec.redact),
  })
  return explain(evidence)
}
