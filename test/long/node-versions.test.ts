import { randomUUID } from 'node:crypto'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { installNodeVersions, type NodeVersions } from '../support/node-versions'
import { type MatrixRunner, matrixRunners } from './support/matrix-runners'

// The registry has the programs for this system alone.
describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('the matrix of versions', () => {
  let nodes: NodeVersions

  beforeAll(async () => {
    nodes = await installNodeVersions()
  })
  afterAll(() => nodes.remove())

  describe.each(matrixRunners)('$name', (runner) => {
    let project: Project

    beforeAll(async () => {
      project = await createProject(runner.dependencies)
      await project.write(runner.files)
    })
    afterAll(() => project.remove())

    test.each(runner.nodes)('shares services, and shows a failure, on Node.js %i', async (major) => {
      const mark = randomUUID()
      const { code, output } = await run(runner, major, mark)
      for (const text of runner.says) expect(output).toContain(text)
      expect(new Set([...output.matchAll(/api pid (\d+)/g)].map(([, pid]) => pid)).size, output).toBe(1)
      expect(output).not.toContain('did not exit')
      expect(code).toBe(1)
      expect(processesWith(mark)).toEqual([])
    })

    async function run({ argv, env }: MatrixRunner, major: number, mark: string) {
      const bin = nodes.folderOf(major)
      return runProgram([join(bin, 'node'), ...argv], {
        cwd: project.directory,
        // A service that is started by name is of the same version.
        env: { ...env, MARK: mark, PATH: [bin, process.env['PATH']].join(delimiter) },
      }).ended
    }
  })
})
