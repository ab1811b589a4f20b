import { printWarning } from '@portside/internal'
import { maskSecrets } from '../../text/mask-secrets'
import type { SpawnedCommand } from './spawned-command'

/** Prints what is known of a command that goes on, in one warning: on standard error of the process that started it. */
export function printFinding({ spec, context }: SpawnedCommand, code: string, text: string): void {
  printWarning(code, `${context.name}: ${maskSecrets(text, spec.redact)}`)
}

/** Prints a failure that is only inferred, and that `PORTSIDE_LENIENT=1` turns into this line. */
export function printLenient(command: SpawnedCommand, text: string): void {
  printFinding(command, 'PORTSIDE_LENIENT', `it would fail now, without PORTSIDE_LENIENT=1: ${text}`)
}
