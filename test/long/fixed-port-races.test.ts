import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'

const races = 8

test.skipIf(process.platform !== 'linux')(
  'of two runs that want one fixed port at the same moment, one gets it and the other names it (skipped: without /proc what is left cannot be seen)',
  async () => {
    // It ends with 1 after failures, and names them on its output.
    const argv = ['test/bench/ports/fixed-port-races.mjs', '--races', String(races)]
    const program = promisify(execFile)(process.execPath, argv, { cwd: repositoryRoot })
    const { stdout, stderr } = await program.catch(
      (error: { readonly stdout: string; readonly stderr: string }) => error,
    )
    expect(stdout, stderr).toContain(`${races} races, 0 failures`)
  },
)
