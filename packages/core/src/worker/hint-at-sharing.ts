// Prints one hint in a process: test files may each load a copy of this module.
import { globalState } from '@portside/internal'
import type { ServiceDefinition } from '../contract/service-definition'

/** The words for a runner without a supervisor, and for one with it. */
export interface SharingHint {
  /** The unit for which a service is started once: `'test file'`. */
  readonly each: string
  /** The instruction to share it, after "list it in services.ts and"; a function of it is called only if it is printed. */
  readonly how: string | (() => string)
}

/** Prints, once, that a service which the run could share is started more often. */
export function hintAtSharing(name: string, { scope }: ServiceDefinition, { each, how }: SharingHint): void {
  const hint = globalState('hinted', () => ({ isPrinted: false }))
  if (scope === 'test' || scope === 'file' || hint.isPrinted) return
  hint.isPrinted = true
  const instruction = typeof how === 'function' ? how() : how
  console.info(
    `portside: ${name} is started once for each ${each}. To share it between them, list it in services.ts and ${instruction}`,
  )
}
