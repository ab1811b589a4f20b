import { resolve } from 'node:path'
import type { PortsideError } from '@portside/errors'
import type { ChildHandle } from '@portside/process'
import type { CommandSpec } from '../command/check-command-options'
import type { Address } from '../command/fill-placeholders'
import { maskSecrets } from '../command/mask-secrets'
import type { StartContext } from '../lifecycle/start-context'
import { inheritedEnvironment } from '../run/environment'
import { collectEvidence } from './collect-evidence'
import { explain } from './explain'
import type { BlockedReadiness } from './wait-unless-blocked'

/** All that is known of a start that failed. */
export interface FailedStart {
  readonly spec: CommandSpec
  readonly address: Address
  readonly child: ChildHandle
  readonly readiness: BlockedReadiness
  readonly context: StartContext
}

/** The error that explains why a command did not become ready. */
export async function diagnoseStart({ spec, address, child, readiness, context }: FailedStart): Promise<PortsideError> {
  const { host, port, ports } = address
  const mask = (text: string): string => maskSecrets(text, spec.redact)
  const evidence = await collectEvidence({
    service: context.name,
    host,
    port,
    namedPorts: Object.values(ports),
    readiness,
    child,
    isAnybodys: spec.owner === 'any',
    output: mask(child.output.text()),
    mask,
    place: { cwd: resolve(context.directory, spec.cwd ?? '.'), env: inheritedEnvironment() },
  })
  return explain(evidence)
}
