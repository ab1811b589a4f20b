import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'

const pages = ['/', '/a', '/b', '/cart', '/admin', '/broken']

let project: Project
let mark: string

beforeAll(async () => {
  project = await createProject(['vitest@4.1.12'])
  await project.write({
    'package.json': '{ "private": true, "type": "module" }',
    'services.ts': `
      import { command, defineServices } from 'portside'
      const web = command(['node', 'server.mjs', process.env.MARK], { ready: '/health', warm: ${JSON.stringify(pages)} })
      export default defineServices({ web })`,
    // A page is compiled at its first visit. The list of visits is that of every process of the service.
    'server.mjs': `
      import { appendFileSync } from 'node:fs'
      import { createServer } from 'node:http'
      createServer((request, response) => {
        if (request.url === '/health') return response.end('ok')
        appendFileSync('visits.txt', request.url + ' ')
        if (request.url === '/admin') response.writeHead(302, { location: '/login' })
        if (request.url === '/broken') response.writeHead(500)
        setTimeout(() => response.end(), 300)
      }).listen(process.env.PORT, process.env.HOST)`,
    'vitest.config.ts': `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: './services.ts' })], test: { maxWorkers: 2 } }`,
  })
})
afterAll(() => project.remove())

beforeEach(() => (mark = randomUUID()))
afterEach(async () => {
  await expect.poll(() => processesWith(mark), { timeout: 10_000 }).toEqual([])
})

/** A test file that takes the service at the same time as another one, in another worker. */
const takeBeside = (own: string, other: string, run: number) => `
  import { existsSync, writeFileSync } from 'node:fs'
  import { withServices } from 'portside/vitest'
  import { expect } from 'vitest'
  import services from '../services'
  const test = withServices(services)
  test('takes it', async ({ web }) => {
    writeFileSync('${own}.pid', String(process.pid))
    await expect.poll(() => existsSync('${other}.pid'), { timeout: 60_000 }).toBe(true)
    expect((await web.fetch('/health')).status).toBe(200)
    console.log('run ${run} of ${own} in', process.pid, 'with', web.pid)
  }, 60_000)`

test('pages are warmed once for all workers of Vitest, and not again at a rerun; odd answers and the total are printed', async () => {
  await project.write({ 'tests/a.test.ts': takeBeside('a', 'b', 1), 'tests/b.test.ts': takeBeside('b', 'a', 1) })
  const argv = [join(project.directory, 'node_modules/.bin/vitest'), '--watch']
  const watch = runProgram(argv, { cwd: project.directory, env: { MARK: mark } })
  try {
    await watch.outputMatching(/2 passed[^]*Waiting for file changes/)
    await project.write({ 'tests/a.test.ts': takeBeside('a', 'b', 2) })
    await watch.outputMatching(/run 2 of a[^]*1 passed[^]*Waiting for file changes/)
  } finally {
    watch.child.kill('SIGINT')
  }
  const { output } = await watch.ended
  const runs = [...output.matchAll(/run (\d of \w) in (\d+) with (\d+)/g)]
  expect(runs.map(([, run]) => String(run)).sort()).toEqual(['1 of a', '1 of b', '2 of a'])
  expect(new Set(runs.slice(0, 2).map(([, , worker]) => worker)).size).toBe(2)
  expect(new Set(runs.map(([, , , service]) => service)).size).toBe(1)
  const visits = await readFile(join(project.directory, 'visits.txt'), 'utf8')
  expect(visits.trim().split(' ').sort()).toEqual([...pages].sort())
  const printed = output.split('\n').filter((line) => line.includes('(PORTSIDE_WARM)'))
  expect(printed).toEqual([
    expect.stringMatching(/^portside: web: warming 6 pages took \d+\.\d s; .*\(PORTSIDE_WARM\)$/),
  ])
  expect(printed[0]).toContain('/admin answered 302')
  expect(printed[0]).toContain('/broken answered 500')
})
