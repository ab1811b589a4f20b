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

  // Both files are imported into one process, which has one set of variables.
  describe.each([22, 24])('node:test without isolation on Node.js %i', (major) => {
    let project: Project

    beforeAll(async () => {
      project = await createProject([])
      await project.write(filesOfOneProcess)
    })
    afterAll(() => project.remove())

    const run = (scope: string) => {
      const bin = nodes.folderOf(major)
      const isolation = major === 22 ? '--experimental-test-isolation=none' : '--test-isolation=none'
      const tests = [join(bin, 'node'), '--test', isolation, '--test-reporter=tap', 'a.test.mjs', 'b.test.mjs']
      return runProgram([join(bin, 'node'), 'node_modules/portside/bin/portside.js', 'run', '--', ...tests], {
        cwd: project.directory,
        env: { SCOPE: scope },
      }).ended
    }

    test.each(['run', 'worker'])('modules find the address of a service of the scope %s', async (scope) => {
      const { code, output } = await run(scope)
      expect(code, output).toBe(0)
      expect(output).toContain('api says api to a.test.mjs')
      expect(output).toContain('api says api to b.test.mjs')
      expect(output).toContain('own says a.test.mjs to a.test.mjs')
      expect(output).toContain('own says b.test.mjs to b.test.mjs')
    })

    test('a service of each file is refused as a variable', async () => {
      const { code, output } = await run('file')
      expect(code, output).toBe(2)
      expect(output).toContain(`Expected \`api\` to have the scope 'run' or 'worker', got 'file'`)
    })
  })
})

const testFile = (name: string) => `
import { test } from 'node:test'
import { command, setupServices } from 'portside/node-test'
import { url } from './client.mjs'
const services = setupServices({ own: command('node server.mjs ${name}', { ready: '/', scope: 'file' }) })
const says = async (url) => (await fetch(url)).text()
test('asks', async () => {
  console.log('api says ' + (await says(url)) + ' to ${name}')
  console.log('own says ' + (await says(services.own.url)) + ' to ${name}')
})`

const filesOfOneProcess = {
  'package.json': '{ "private": true, "type": "module" }',
  'server.mjs': `
import { createServer } from 'node:http'
createServer((_, response) => response.end(process.argv[2])).listen(process.env.PORT, process.env.HOST)`,
  'services.mjs': `
import { command, defineServices } from 'portside'
export default defineServices(
  { api: command('node server.mjs api', { ready: '/', scope: process.env.SCOPE }) },
  { env: ({ api }) => ({ API_URL: api.url }) },
)`,
  'client.mjs': `
if (process.env.API_URL === undefined) throw new Error('there is no API_URL')
export const url = process.env.API_URL`,
  'a.test.mjs': testFile('a.test.mjs'),
  'b.test.mjs': testFile('b.test.mjs'),
}
