import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram, type RunningProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

let project: Project
let mark: string
let watch: RunningProgram

beforeAll(async () => {
  project = await createProject(['vitest@4.1.12'])
  await project.write({
    'package.json': '{ "private": true, "type": "module" }',
    'vitest.config.ts': `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: './services.ts' })] }`,
  })
})
afterAll(() => project.remove())

beforeEach(() => (mark = randomUUID()))
afterEach(async () => {
  watch.child.kill('SIGINT')
  await watch.ended
  await expect.poll(() => processesWith(mark), { timeout: 10_000 }).toEqual([])
})

test('services stay up between reruns, and are started anew when their files change', async () => {
  const services = (api: string) => `
    import { command, defineServices } from 'portside'
    const api = command(['node', 'src/server.mjs', process.env.MARK, '${api}'], { watch: ['src/**'] })
    const web = command(['node', 'other.mjs', process.env.MARK], { needs: { api } })
    const steady = command(['node', 'other.mjs', process.env.MARK])
    export default defineServices({ api, web, steady })`
  const server = `import ${JSON.stringify(serverPath('plain.mjs'))}`
  const body = (n: number) => `
    import { withServices } from 'portside/vitest'
    import services from '../services'
    const test = withServices(services)
    test('run', async ({ api, web, steady }) => { console.log('run ${n} pids', api.pid, web.pid, steady.pid, '.') })`
  await project.write({
    'services.ts': services('first'),
    'src/server.mjs': server,
    'other.mjs': server,
    'tests/a.test.ts': body(1),
  })
  watch = startWatching()
  const first = await pidsOf(1)

  await project.write({ 'tests/a.test.ts': body(2) })
  expect(await pidsOf(2)).toEqual(first)

  // No test loads the program that runs.
  await project.write({ 'src/server.mjs': `${server} // changed` })
  const third = await pidsOf(2, 2)
  expect(third[2]).toBe(first[2])
  expect(third[0]).not.toBe(first[0])
  expect(third[1]).not.toBe(first[1])

  await project.write({ 'services.ts': services('second') })
  const fourth = await pidsOf(2, 3)
  expect(fourth.filter((pid) => third.includes(pid))).toEqual([])
  expect(processesWith(`${mark} second`)).toHaveLength(1)
  expect(processesWith(`${mark} first`)).toEqual([])
})

test('a service that failed or died is tried again in the next run', async () => {
  const server = `import ${JSON.stringify(serverPath('plain.mjs'))}`
  await project.write({
    'services.ts': `
      import { command, defineServices } from 'portside'
      const api = command(['node', 'src/server.mjs', process.env.MARK], { watch: ['src/**'] })
      const web = command(['node', 'other.mjs', process.env.MARK])
      export default defineServices({ api, web })`,
    'src/server.mjs': 'throw new SyntaxError("not yet")',
    'other.mjs': server,
    'tests/a.test.ts': `
      import { withServices } from 'portside/vitest'
      import services from '../services'
      const test = withServices(services)
      test('dies', ({ web }) => { process.kill(web.pid, 'SIGKILL') })
      test('fails', ({ api }) => { console.log('api', 'is up') })`,
  })
  watch = startWatching()
  // Standard error may come before or after.
  await watch.outputMatching(/SyntaxError: not yet/)
  await watch.outputMatching(/1 failed \| 1 passed[^]*Watching for file changes/)
  await project.write({ 'src/server.mjs': server })
  await watch.outputMatching(/api is up[^]*2 passed[^]*Waiting for file changes/)
})

/** Starts Vitest in watch mode. */
function startWatching(): RunningProgram {
  const argv = [join(project.directory, 'node_modules/.bin/vitest'), '--watch']
  return runProgram(argv, { cwd: project.directory, env: { MARK: mark } })
}

/** The process ids that the tests of a run have printed, once it has ended for this time. */
async function pidsOf(run: number, times = 1): Promise<readonly string[]> {
  const pids = `[^]*?run ${run} pids (\\d+) (\\d+) (\\d+) [^]*?Waiting for file changes`
  const [, ...printed] = await watch.outputMatching(new RegExp(pids.repeat(times)))
  return printed.slice(-3)
}
