import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

let project: Project
let mark: string

const printing = (from: string) => `
  import { withServices } from 'portside/vitest'
  import services from '${from}/services'
  const test = withServices(services)
  test('prints', async ({ api }) => { console.log('pid', await (await api.fetch('/')).text(), '.') })`

const plugin = `plugins: [portside({ services: './services.ts' })]`

beforeAll(async () => {
  project = await createProject(['vitest@4.1.12'])
  const plain = `command(['node', ${JSON.stringify(serverPath('plain.mjs'))}, process.env.MARK])`
  await project.write({
    'package.json': '{ "private": true, "type": "module" }',
    'services.ts': `
      import { command, defineServices } from 'portside'
      export default defineServices({ api: ${plain} })`,
    'one/a.test.ts': printing('..'),
    'two/b.test.ts': printing('..'),
    'extending.config.ts': `
      import { portside } from 'portside/vitest'
      const of = (name) => ({ extends: true, test: { name, include: [name + '/*.test.ts'] } })
      export default { ${plugin}, test: { projects: [of('one'), of('two')] } }`,
    'inline.config.ts': `
      import { portside } from 'portside/vitest'
      const of = (name) => ({ ${plugin}, test: { name, include: [name + '/*.test.ts'] } })
      export default { test: { projects: [of('one'), of('two')] } }`,
    'plain.config.ts': `
      import { portside } from 'portside/vitest'
      export default { ${plugin}, test: { include: ['{one,two}/*.test.ts'] } }`,
  })
})
afterAll(() => project.remove())

beforeEach(() => (mark = randomUUID()))
afterEach(() => expect(processesWith(mark)).toEqual([]))

/** Runs Vitest with one of the configurations, and returns what its supervisor started, if there was one. */
async function vitest(config: string, ...args: readonly string[]) {
  const report = join(project.directory, 'report.json')
  await rm(report, { force: true })
  const argv = [join(project.directory, 'node_modules/.bin/vitest'), ...args, '--config', `${config}.config.ts`]
  const env = { MARK: mark, PORTSIDE_REPORT: report }
  const { code, output } = await runProgram(argv, { cwd: project.directory, env }).ended
  const text = await readFile(report, 'utf8').catch(() => '{ "services": [] }')
  const { services } = JSON.parse(text) as { services: { name: string }[] }
  const pids = [...output.matchAll(/pid (\d+)/g)].map(([, pid]) => pid)
  return { code, output, pids, started: services.map(({ name }) => name).sort() }
}

test.each(['extending', 'inline'])(
  'all %s projects of one services file share what is started once',
  async (config) => {
    const { code, output, pids, started } = await vitest(config, 'run')
    expect(output).toContain('2 passed')
    expect(pids).toHaveLength(2)
    expect(new Set(pids).size).toBe(1)
    expect(started).toEqual(['api'])
    expect(code).toBe(0)
  },
)

test('one project of several is enough, and leaves nothing of the others', async () => {
  const { code, output, started } = await vitest('extending', 'run', '--project', 'two')
  expect(output).toContain('1 passed')
  expect(started).toEqual(['api'])
  expect(code).toBe(0)
})

test('each shard is a run with services of its own', async () => {
  const shards = [await vitest('plain', 'run', '--shard=1/2'), await vitest('plain', 'run', '--shard=2/2')]
  for (const { code, output, pids, started } of shards) {
    expect(output).toContain('1 passed')
    expect(pids).toHaveLength(1)
    expect(started).toEqual(['api'])
    expect(code).toBe(0)
  }
  expect(shards[0]?.pids).not.toEqual(shards[1]?.pids)
})
