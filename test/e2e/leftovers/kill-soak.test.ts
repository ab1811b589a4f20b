import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../../support/repository-root'

test.skipIf(process.platform !== 'linux')(
  'runs that are killed at random moments leave nothing, and the next run works (skipped: without /proc nobody could tell)',
  async () => {
    const argv = ['test/bench/leftovers/kill-soak.mjs', '--runs', '24']
    // It ends with 1 after failures, and tells them on its output.
    const soak = promisify(execFile)(process.execPath, argv, { cwd: repositoryRoot })
    const { stdout } = await soak.catch((error: { readonly stdout: string }) => error)
    expect(stdout).toContain('24 runs killed, 0 failures')
  },
)
