import { execFile } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createProject } from '../../support/create-project'
import { repositoryRoot } from '../../support/repository-root'

const runs = 20

test.skipIf(process.platform !== 'linux')(
  'runs that are killed at random moments leave nothing, and the next run works (skipped: needs /proc to see them)',
  async () => {
    const project = await createProject([])
    try {
      // In a project of its own it finds the packed packages, whatever is being built here meanwhile.
      for (const folder of ['test/servers', 'test/bench/leftovers', 'test/bench/support']) {
        await cp(join(repositoryRoot, folder), join(project.directory, folder), { recursive: true })
      }
      // It ends with 1 after failures, and names them on its output.
      const argv = ['test/bench/leftovers/kill-soak.mjs', '--runs', String(runs)]
      const soak = promisify(execFile)(process.execPath, argv, { cwd: project.directory })
      const { stdout, stderr } = await soak.catch(
        (error: { readonly stdout: string; readonly stderr: string }) => error,
      )
      expect(stdout, stderr).toContain(`${runs} runs killed, 0 failures`)
    } finally {
      await project.remove()
    }
  },
)
