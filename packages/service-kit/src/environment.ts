// The one file of this package that reads environment variables.
import { delimiter } from 'node:path'

/** The value of a variable; `undefined` if it is not set, or empty. */
export function variableValue(name: string): string | undefined {
  return process.env[name] || undefined
}

/** The folders of `PATH`. */
export function searchPath(): readonly string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
}
