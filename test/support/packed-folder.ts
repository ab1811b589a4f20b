import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const variable = 'PACKED_WORKSPACE'

/** Makes the folder in which this test run keeps its packed packages; workers find it by an environment variable. */
export function packedFolder(): string {
  const folder = process.env[variable]
  if (folder === undefined) throw new TypeError(`Expected ${variable} to be set by test/support/packed-folder.ts`)
  return folder
}

/**
 * Vitest's global setup: makes the folder before the first test file, and removes it after the last. Vitest waits for the ends of its workers in the
 * meantime, so that a removal which blocked it for long would look like a worker that does not end.
 */
export function setup(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'portside-packed-'))
  process.env[variable] = folder
  return () => rm(folder, { recursive: true, force: true })
}
