import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../../support/repository-root'

test.skipIf(process.platform !== 'linux')(
  'runs that are killed at random moments leave nothing, and the next run works (skipped: without /proc nobody could tell)',
  async () => {
    const argv = ['test/bench/leftovers/kill-soak.mjs', '--runs', '24']
    const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: repositoryRoot })
    expect(stdout).toContain('24 runs killed, 0 failures')
  },
)
