import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Gives the tests of a file a cache of their own, which is removed after them, and returns its path. */
export function ownCache(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mysql-cache-')))
  const before = process.env['PORTSIDE_CACHE']
  process.env['PORTSIDE_CACHE'] = folder
  afterAll(() => {
    if (before === undefined) delete process.env['PORTSIDE_CACHE']
    else process.env['PORTSIDE_CACHE'] = before
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}
