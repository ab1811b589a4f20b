import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const variable = 'PACKED_WORKSPACE'

/** Makes the folder in which this test run keeps its packed packages; workers find it by an environment variable. */
export function packedFolder(): string {
  const folder = process.env[variable]
  if (folder === undefined) throw new TypeError(`Expected ${variable} to be set by test/support/packed-folder.ts`)
  return folder
}

/** Vitest's global setup: makes the folder before the first test file, and removes it after the last. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'portside-packed-'))
  process.env[variable] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
