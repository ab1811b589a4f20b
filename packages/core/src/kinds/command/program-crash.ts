import type { PortsideError } from '@portside/errors'
import { programCrashedError } from '../../diagnose/program-errors'
import { maskOutput, maskSecrets } from '../../text/mask-secrets'
import type { SpawnedCommand } from './spawned-command'

/** `E_CRASHED`: the program of a command has ended, and what had started it lives on. */
export async function programCrash(
  { spec, child, reports, context }: SpawnedCommand,
  program: number,
  readyAtMs: number,
): Promise<PortsideError> {
  const tree = await child.tree()
  const report = reports?.exits.findLast(({ pid }) => pid === program)
  const zombie = tree.find(({ pid }) => pid === program)
  const parent = tree.find(({ pid, state }) => pid === (report?.parent ?? zombie?.ppid) && state !== 'Z')
  return programCrashedError({
    service: context.name,
    watcher: maskSecrets(parent?.command ?? child.argv.join(' '), spec.redact),
    end: report === undefined ? zombie?.end : { code: report.code, signal: null },
    output: maskOutput(child.output.text(), spec.redact),
    afterMs: performance.now() - readyAtMs,
    keptFiles: context.run.output.keptFiles(context.name),
  })
}
