import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Reads the `package.json` of a folder; an empty record if that cannot be read. */
export function readPackage(folder: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
