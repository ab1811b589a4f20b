import { readFile } from 'node:fs/promises'

/** What a check has found: all is well, something may surprise, or something would break a run. */
export type CheckState = 'ok' | 'warn' | 'fail'

/** One thing that was looked at. */
export interface CheckResult {
  /** What was looked at. */
  readonly name: string
  readonly state: CheckState
  /** What is so. */
  readonly fact: string
  /** What to do about it: a command or a sentence. */
  readonly fix?: string
}

/** What the checks look at besides the system. */
export interface CheckContext {
  /** The folder that the test runners are looked for from. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The version of Node.js, as in `process.versions.node`. */
  readonly nodeVersion: string
}

/** Looks at one thing; `undefined` when nothing can be known of it here. */
export type Check = (context: CheckContext) => Promise<CheckResult | undefined>

/** A small text file of the system; `undefined` when it is not there or may not be read. */
export async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return undefined
  }
}
