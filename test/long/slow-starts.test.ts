import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'

const starts = 40

test.skipIf(process.platform === 'win32')(
  'no slow, late, restarting or noisy server is said to have failed while every core is busy (skipped: the servers need a POSIX shell)',
  async () => {
    // It ends with 1 after failures, and names them on its output.
    const argv = ['test/bench/slow-starts.mjs', '--starts', String(starts)]
    const program = promisify(execFile)(process.execPath, argv, { cwd: repositoryRoot })
    const { stdout, stderr } = await program.catch(
      (error: { readonly stdout: string; readonly stderr: string }) => error,
    )
    expect(stdout, stderr).toContain(`${starts} starts, 0 failures`)
  },
)
