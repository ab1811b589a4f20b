import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

// Vitest's setup of each test file: what its runs write down is in a folder of its own. Otherwise each start would end what the dead runs of all other
// test files have left, and the user's own ledger would have records of tests.
const folder = mkdtempSync(join(tmpdir(), 'portside-state-'))
process.env['XDG_STATE_HOME'] = folder
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
