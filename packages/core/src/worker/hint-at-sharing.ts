// Prints one hint in a process: test files may each load a copy of this module.
import { relative } from 'node:path'
import { globalState } from '@portside/internal'
import type { ServiceDefinition } from '../contract/service-definition'
import { listingsOf } from '../definition/service-listing'

/** The words for a runner without a supervisor, and for one with it. */
export interface SharingHint {
  /** The unit for which a service is started once: `'test file'`. */
  readonly each: string
  /** The instruction to share it, after "list it in services.ts and"; a function of it is called only if it is printed. */
  readonly how: string | (() => string)
}

/** Prints, once, that a service which the run could share is started more often. */
export function hintAtSharing(name: string, definition: ServiceDefinition, { each, how }: SharingHint): void {
  const hint = globalState('hinted', () => ({ isPrinted: false }))
  const { scope } = definition
  if (scope === 'test' || scope === 'file' || hint.isPrinted) return
  hint.isPrinted = true
  const instruction = sharingInstruction(definition, typeof how === 'function' ? how() : how)
  console.info(`portside: ${name} is started once for each ${each}. To share it between them, ${instruction}`)
}

/** Returns the instruction with the services file that lists `definition`, or with one to write. A test file may list services, too. */
export function sharingInstruction(definition: ServiceDefinition, instruction: string): string {
  const files = listingsOf(definition).flatMap(({ file }) => file ?? [])
  const file = files.find((path) => /[/\\](?:services|portside\.config)\.[cm]?[jt]s$/.test(path))
  if (file === undefined) return `list it in services.ts and ${instruction}`
  return instruction.replaceAll("'./services.ts'", `'./${relative(process.cwd(), file).replaceAll('\\', '/')}'`)
}
