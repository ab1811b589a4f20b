import { readFile } from 'node:fs/promises'

/** The verdict of a check: all is well, something may surprise, or something would break a run. */
export type CheckState = 'ok' | 'warn' | 'fail'

/** The result of one check. */
export interface CheckResult {
  /** The subject of the check. */
  readonly name: string
  readonly state: CheckState
  /** The fact that was found. */
  readonly fact: string
  /** The remedy: a command or a sentence. */
  readonly fix?: string
}

/** The data that checks need besides the system. */
export interface CheckContext {
  /** The folder from which the test runners are searched. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The version of Node.js, as in `process.versions.node`. */
  readonly nodeVersion: string
}

/** Checks one subject; resolves to `undefined` when it cannot be checked here. */
export type Check = (context: CheckContext) => Promise<CheckResult | undefined>

/** Reads a small text file of the system; `undefined` when it does not exist or may not be read. */
export async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return undefined
  }
}
