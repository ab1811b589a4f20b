import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { chromium } from '../support/playwright-project'
import { browserFiles, server } from './support/browser-files'
import { vitestVersions } from './support/vitest-versions'

describe.skipIf(!existsSync(chromium)).each(vitestVersions)(
  `browser mode of Vitest $version (skipped: without ${chromium})`,
  ({ version, installNode }) => {
    let node: Awaited<ReturnType<typeof installNode>>
    let project: Project
    let mark: string

    beforeAll(async () => {
      node = await installNode()
      project = await createProject([
        ...['vitest', '@vitest/browser-playwright'].map((name) => `${name}@${version}`),
        'playwright@1.65.1',
        'typescript@5.9',
        '@types/node@22',
      ])
      await project.write(browserFiles)
    })
    afterAll(async () => {
      await project.remove()
      await node.remove()
    })

    beforeEach(async () => {
      mark = randomUUID()
      await project.write({ 'server.mjs': server })
    })
    afterEach(async () => {
      await expect.poll(() => processesWith(mark), { timeout: 10_000 }).toEqual([])
      for (const name of ['tests', 'started']) await rm(join(project.directory, name), { recursive: true, force: true })
    })

    /** Starts Vitest, with one of the configurations, on these test files. */
    async function start(config: string, tests: Readonly<Record<string, string>>, ...args: readonly string[]) {
      const named = Object.entries(tests).map(([name, body]) => [`tests/${name}`, `${imports}${body}`])
      await project.write(Object.fromEntries(named) as Record<string, string>)
      const script = join(project.directory, 'node_modules/vitest/vitest.mjs')
      return runProgram(['node', script, ...args, '--config', `${config}.config.ts`], {
        cwd: project.directory,
        env: { MARK: mark, STARTED: join(project.directory, 'started'), PATH: node.PATH },
      })
    }

    async function starts(): Promise<string> {
      return readFile(join(project.directory, 'started'), 'utf8').catch(() => '')
    }

    test('gives a page the URL of a service, which the page can fetch', async () => {
      const { output, code } = await (await start('page', { 'a.test.ts': fetchIt, 'b.test.ts': fetchIt }, 'run')).ended
      expect(output).toContain('2 passed')
      expect(
        new Set(
          output.match(
            /is \d+ at http:\S+ from http:\/\/localhost:\d+ with name,pid,url,wsUrl,host,port,ports,otherPorts,urls/g,
          ),
        ).size,
      ).toBe(1)
      expect(await starts()).toBe('api ')
      expect(code).toBe(0)
    })

    test('gives the page the new place of a service that was started anew', async () => {
      const run = await start('page', { 'a.test.ts': fetchIt }, '--watch')
      const printed = String.raw`[^]*?is (\d+) at (http:\S+) [^]*?1 passed[^]*?Waiting for file changes`
      const [, first] = await run.outputMatching(new RegExp(printed))
      await project.write({ 'server.mjs': `${server}// changed` })
      const [, , , second, url = ''] = await run.outputMatching(new RegExp(printed.repeat(2)))
      expect(second).not.toBe(first)
      expect(await (await fetch(url)).text()).toBe(second)
      await project.write({ 'server.mjs': 'throw new SyntaxError("not yet")' })
      await run.outputMatching(
        /api: ended with code 1[^]*SyntaxError: not yet[^]*1 failed[^]*Watching for file changes/,
      )
      expect(run.output().match(/PortsideError/g)).toHaveLength(1)
      await project.write({ 'server.mjs': server })
      await run.outputMatching(new RegExp(`1 failed${printed}`))
      run.child.kill('SIGINT')
      await run.ended
    })

    test('shares a service between tests in a page and tests in Node.js', async () => {
      const inNode = `
        import { withServices } from 'portside/vitest'
        import services from '../services'
        const nodeTest = withServices(services)
        nodeTest('is the same', async ({ api }) => {
          expect(inject('portside').api.url).toBe(api.url)
          console.log('pid', await (await api.fetch('/')).text(), '.')
        })`
      const inPage = `test('is there', async () => console.log('pid', await (await fetch(inject('portside').api.url)).text(), '.'))`
      const tests = { 'a.page.test.ts': inPage, 'a.node.test.ts': inNode }
      const { output, code } = await (await start('both', tests, 'run')).ended
      expect(output).toContain('2 passed')
      expect(output.match(/pid \d+/g)).toHaveLength(2)
      expect(new Set(output.match(/pid \d+/g)).size).toBe(1)
      expect(await starts()).toBe('api ')
      expect(code).toBe(0)
    })

    test('starts nothing to list tests, not even of a file that reads the URL when it is loaded', async () => {
      const body = `const { url } = inject('portside').api\ntest('listed', () => fetch(url))`
      const list = await start(
        'page',
        { 'a.test.ts': body },
        'list',
        ...(version.startsWith('5') ? ['--no-static-parse'] : []),
      )
      const { output, code } = await list.ended
      expect(output).toContain('a.test.ts > listed')
      expect(await starts()).toBe('')
      expect(code).toBe(0)
    })

    test.each([
      { config: 'broken', says: 'broken: ended with code 3 before it was ready (E_EXITED_EARLY)' },
      { config: 'unknown', says: 'Expected `provide` to be names that ' },
      { config: 'narrow', says: "Expected `provide` to be names of services with the scope 'run'" },
    ])('fails, and says why, when a service cannot be started: $config', async ({ config, says }) => {
      const { output, code } = await (await start(config, { 'a.test.ts': fetchIt }, 'run')).ended
      expect(output).toContain(says)
      expect(code).toBe(1)
    })

    test('has the variables of tests in `import.meta.env`, and of no worker', async () => {
      const body = `test('reads', async () => {
        const { API_URL, VITE_MODE_OF_API } = import.meta.env
        expect([API_URL, VITE_MODE_OF_API]).toEqual([expect.stringMatching(/^http:/), 'test'])
        console.log('pid', await (await fetch(API_URL)).text(), 'answers')
      })`
      const page = await (await start('variables', { 'a.test.ts': body, 'b.test.ts': body }, 'run')).ended
      expect(page.output).toContain('2 passed')
      expect(new Set(page.output.match(/pid \d+ answers/g)).size, page.output).toBe(1)
      expect(await starts()).toBe('api ')
      expect(page.code).toBe(0)
      const worker = await (await start('workers', { 'a.test.ts': body }, 'run')).ended
      expect(worker.output).toContain("Expected `env` to use services with the scope 'run' for the pages of")
      expect(worker.code).toBe(1)
    })

    test('knows the types of what it injects', async () => {
      await project.write({ 'tests/types.test.ts': imports + typed })
      const tsc = runProgram(['node', join(project.directory, 'node_modules/typescript/bin/tsc')], {
        cwd: project.directory,
      })
      const { output, code } = await tsc.ended
      expect(output).toBe('')
      expect(code).toBe(0)
    })
  },
)

const imports = `import { expect, inject, test } from 'vitest'\n`

const fetchIt = `
  test('fetches', async () => {
    const { api } = inject('portside')
    const response = await fetch(api.url)
    const pid = await response.text()
    console.log('is', pid, 'at', api.url, 'from', location.origin, 'with', Object.keys(api).join())
    expect(pid).toBe(String(api.pid))
  })`

const typed = `
  test('is typed', () => {
    const { api } = inject('portside')
    const url: string = api.url
    const port: number = api.port
    // @ts-expect-error functions do not reach a page
    const nothing = api.fetch
    // @ts-expect-error it is not provided
    const other = inject('portside').perFile
    expect([url, port, nothing, other]).toBeTruthy()
  })`
