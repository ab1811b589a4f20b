import { maskSecrets } from '../../text/mask-secrets'
import type { SpawnedCommand } from './spawned-command'

/** Prints what is known of a command that goes on, in one warning: on standard error of the process that started it. */
export function printFinding({ spec, context }: SpawnedCommand, code: string, text: string): void {
  process.emitWarning(`${context.name}: ${maskSecrets(text, spec.redact)}`, { code })
}
