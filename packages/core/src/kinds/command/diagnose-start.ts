import { resolve } from 'node:path'
import type { PortsideError } from '@portside/errors'
import { maskOutput, maskSecrets } from '../../text/mask-secrets'
import type { SpawnedCommand } from './spawned-command'
import { remarksOnRefusal } from './refused-need'
import { remarksOnVariables } from './unset-variables'
import { inheritedEnvironment } from '../../run/environment'
import { collectEvidence } from '../../diagnose/collect-evidence'
import { explain } from '../../diagnose/explain'
import type { BlockedReadiness } from '../../diagnose/wait-unless-blocked'

/** The facts about a start that failed. */
export interface FailedStart extends SpawnedCommand {
  readonly readiness: BlockedReadiness
}

/** Makes the error that explains why a command did not become ready. */
export async function diagnoseStart(failed: FailedStart): Promise<PortsideError> {
  const { spec, address, child, reports, readiness, context, startedAtMs } = failed
  const { host, port, ports } = address
  const mask = (text: string): string => maskSecrets(text, spec.redact)
  const output = maskOutput(child.output.text(), spec.redact)
  const texts = [output, ...readiness.attempts.flatMap(({ body }) => body ?? [])]
  const evidence = await collectEvidence({
    service: context.name,
    host,
    port,
    namedPorts: Object.values(ports),
    readiness,
    child,
    refused: reports?.refused,
    moved: reports?.listening.map((report) => report.port),
    isAnybodys: spec.owner === 'any',
    output,
    mask,
    isFixed: typeof spec.port === 'number',
    startedAtMs,
    remarks: [...remarksOnRefusal(texts, address, context), ...remarksOnVariables(spec, address, context)],
    template: mask([spec.commandLine].flat().join(' ')),
    place: { cwd: resolve(context.directory, spec.cwd ?? '.'), env: inheritedEnvironment() },
  })
  return explain(evidence)
}
