import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs `use` with a fresh directory, and removes that afterwards. */
export async function withDirectory(use: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'portside-core-'))
  try {
    await use(directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}
