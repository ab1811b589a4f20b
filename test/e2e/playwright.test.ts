import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { answers, processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

const plain = JSON.stringify(serverPath('plain.mjs'))
const late = JSON.stringify(serverPath('late.mjs'))
// Playwright's own browsers are downloaded; Debian's is a package.
const chromium = '/usr/bin/chromium'

let project: Project
let mark: string

beforeAll(async () => {
  project = await createProject(['@playwright/test@1.65.1'])
  await project.write({
    'services.ts': `
      import { command, defineServices, inProcess } from 'portside'
      const api = command(['node', ${plain}, process.env.MARK!])
      const perWorker = command(['node', ${plain}, process.env.MARK!], { scope: 'worker' })
      const perFile = command(['node', ${plain}, process.env.MARK!], { scope: 'file' })
      const perTest = inProcess(({ api }) => (_, response) => response.end(api.url), { scope: 'test', needs: { api } })
      const noisy = command(['node', '-e', "console.log('noise of the service'); require('http').createServer((_, response) => { console.log('was asked'); response.end('<title>Noisy</title>') }).listen(process.env.PORT, process.env.HOST)", process.env.MARK!])
      const broken = command('node -e process.exitCode=3')
      export default defineServices({ api, perWorker, perFile, perTest, noisy, broken })`,
    'fixtures.ts': `
      import { withServices } from 'portside/playwright'
      import services from './services'
      export const test = withServices(services)
      export const webTest = withServices(services, { baseURL: 'noisy' })`,
    'own-setup.ts': `
      export default async () => {
        console.log('own setup', process.env.PORTSIDE_SUPERVISOR === undefined ? 'alone' : 'after ours')
        return async () => console.log('own teardown')
      }`,
    'playwright.config.ts': `
      import { defineConfig } from '@playwright/test'
      import { portside } from 'portside/playwright'
      export default defineConfig(portside({ services: './services.ts' }), {
        testDir: './tests', reporter: 'list', globalSetup: './own-setup.ts', timeout: 3000,
      })`,
    'plain.config.ts': `export default { testDir: './tests', reporter: 'list' }`,
  })
})
afterAll(() => project.remove())

beforeEach(() => (mark = randomUUID()))
afterEach(async () => {
  expect(processesWith(mark)).toEqual([])
  await rm(join(project.directory, 'tests'), { recursive: true, force: true })
})

/** Runs Playwright Test on these test files. */
async function playwright(files: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const header = `import { expect } from '@playwright/test'\nimport { test, webTest } from '../fixtures'\n`
  const written = Object.entries(files).map(([name, body]) => [`tests/${name}.spec.ts`, header + body])
  await project.write(Object.fromEntries(written) as Record<string, string>)
  return runProgram([join(project.directory, 'node_modules/.bin/playwright'), 'test', ...args], {
    cwd: project.directory,
    env: { MARK: mark },
  })
}

const tellPid = `test('tells', async ({ api }) => { console.log('pid', await (await api.fetch('/')).text(), 'port', api.port) })`

describe('the adapter for Playwright Test', () => {
  test('starts a service once for all workers, and runs the global setup of the user after its own', async () => {
    const files = { a: tellPid, b: tellPid, c: tellPid }
    const { code, output } = await (await playwright(files, ['--workers=2'])).ended
    expect(output).toContain('3 passed')
    expect(pidsIn(output)).toHaveLength(3)
    expect(new Set(pidsIn(output)).size).toBe(1)
    expect(output).toMatch(/own setup after ours[^]*pid[^]*own teardown/)
    expect(code).toBe(0)
  })

  test('keeps the services of the run and of the slot when a failed test has its worker replaced', async () => {
    const body = `
      const tell = ({ api, perWorker }, { workerIndex }) => console.log('worker', workerIndex, 'pid', api.pid, 'own', perWorker.pid)
      test('fails', async ({ api, perWorker }, info) => { tell({ api, perWorker }, info); expect(1).toBe(2) })
      test('goes on', async ({ api, perWorker }, info) => { tell({ api, perWorker }, info) })`
    const { code, output } = await (await playwright({ a: body })).ended
    const [first, second] = [...output.matchAll(/worker (\d) (pid \d+ own \d+)/g)]
    expect([first?.[1], second?.[1]], output).toEqual(['0', '1'])
    expect(first?.[2]).toBe(second?.[2])
    expect(code).toBe(1)
  })

  test('starts a service of a file once a file, and one of a test once a test', async () => {
    const body = `
      const tell = async ({ perFile, perTest, api }) => console.log('file', perFile.pid, 'test', perTest.port, (await (await perTest.fetch('/')).text()) === api.url)
      test('one', async ({ perFile, perTest, api }) => tell({ perFile, perTest, api }))
      test('two', async ({ perFile, perTest, api }) => tell({ perFile, perTest, api }))`
    const { code, output } = await (await playwright({ a: body, b: body }, ['--workers=1'])).ended
    const told = [...output.matchAll(/file (\d+) test (\d+) true/g)]
    expect(told, output).toHaveLength(4)
    expect(new Set(told.map(([, file]) => file)).size).toBe(2)
    expect(new Set(told.map(([, , port]) => port)).size).toBe(4)
    expect(code).toBe(0)
  })

  test('makes a service the base URL of requests', async () => {
    const body = `webTest('asks', async ({ request, baseURL, noisy }) => {
      expect(baseURL).toBe(noisy.url)
      expect(await (await request.get('/')).text()).toContain('Noisy')
    })`
    const { code, output } = await (await playwright({ a: body })).ended
    expect(output).toContain('1 passed')
    expect(code).toBe(0)
  })

  test.skipIf(!existsSync(chromium))(`opens a service in a browser (skipped: without ${chromium})`, async () => {
    const body = `
      webTest.use({ launchOptions: { executablePath: '${chromium}', args: ['--no-sandbox'] } })
      webTest('has a title', async ({ page }) => {
        await page.goto('/')
        await expect(page).toHaveTitle('Noisy')
      })`
    const { code, output } = await (await playwright({ a: body }, ['--timeout=30000'])).ended
    expect(output).toContain('1 passed')
    expect(code).toBe(0)
  })

  test('names the crash of a service as the cause of the test that fails by it', async () => {
    const body = `
      test('by another client', async ({ api }) => {
        process.kill(api.pid!, 'SIGKILL')
        await fetch(api.url).catch(() => undefined)
        expect('down').toBe('up')
      })
      test('later', async ({ api }) => console.log('body', 'was', 'run'))`
    const { code, output } = await (await playwright({ a: body })).ended
    expect(output.match(/api: was ended by SIGKILL, .* \(E_CRASHED\)/g)?.length, output).toBeGreaterThanOrEqual(2)
    expect(output).toContain('[cause]')
    expect(output).not.toContain('body was run')
    expect(output).toContain('2 failed')
    expect(code).toBe(1)
  })

  test('attaches what services have written since it began to the test that fails, and to no other', async () => {
    const body = `
      test('passes', async ({ noisy }) => { await noisy.fetch('/') })
      test('fails', async ({ noisy }) => { await noisy.fetch('/'); expect(1).toBe(2) })`
    const { output } = await (await playwright({ a: body })).ended
    expect(output.match(/output of noisy/g), output).toHaveLength(1)
    expect(output).toContain('was asked')
    expect(output, 'it was started for the first test').not.toContain('noise of the service')
  })

  test('fails the tests that need a broken service with its reason, and no others', async () => {
    const body = `${tellPid}\ntest('needs it', ({ broken }) => console.log('body', 'was', 'run'))`
    const { output, code } = await (await playwright({ a: body })).ended
    expect(output).toContain('broken: ended with code 3 before it was ready (E_EXITED_EARLY)')
    expect(output).not.toContain('body was run')
    expect(output).toMatch(/1 failed[^]*1 passed/)
    expect(code).toBe(1)
  })

  test('lets a service take longer to start than a test may', async () => {
    const body = `
      import { command, withServices } from 'portside/playwright'
      const lateTest = withServices({ late: command(['node', ${late}, '4000', process.env.MARK!]) })
      lateTest('answers', async ({ late }) => expect((await late.fetch('/')).status).toBe(200))`
    const { output, code } = await (await playwright({ a: body })).ended
    expect(output).toContain('1 passed')
    expect(code).toBe(0)
  })

  test('starts what a test takes at once', async () => {
    const body = `
      import { EventEmitter, once } from 'node:events'
      import { defineService, withServices } from 'portside/playwright'
      const starts = new EventEmitter()
      let started = 0
      const waitsForTheOther = () => defineService({ start: async () => {
        starts.emit('start', (started += 1))
        if (started < 2) await once(starts, 'start')
        return started
      } })
      const both = withServices({ one: waitsForTheOther(), two: waitsForTheOther() })
      both('has both', ({ one, two }) => expect([one, two]).toEqual([2, 2]))`
    const { output, code } = await (await playwright({ a: body })).ended
    expect(output).toContain('1 passed')
    expect(code).toBe(0)
  })

  test('shares nothing between workers without the config wrapper, and says so', async () => {
    const args = ['--config=plain.config.ts', '--workers=2']
    const { code, output } = await (await playwright({ a: tellPid, b: tellPid }, args)).ended
    expect(new Set(pidsIn(output)).size).toBe(2)
    expect(output.match(/api is started once for each worker/g)).toHaveLength(2)
    expect(code).toBe(0)
  })

  test('runs a shard alone, stops at the first failure, and fails where there is no test or no services file', async () => {
    const files = { a: tellPid, b: tellPid, c: `test('fails', async ({ api }) => { expect(api).toBe(1) })`, d: tellPid }
    const shard = await (await playwright(files, ['--shard=1/4'])).ended
    expect(pidsIn(shard.output)).toHaveLength(1)
    expect(shard.code).toBe(0)
    const bailed = await (await playwright(files, ['-x', '--workers=1'])).ended
    expect(bailed.output).toMatch(/1 failed[^]*1 did not run[^]*2 passed/)
    expect(bailed.code).toBe(1)
    const none = await (await playwright(files, ['none-of-them'])).ended
    expect(none.output).toContain('No tests found')
    expect(none.code).toBe(1)
  })

  test('fails a run whose services file is not there', async () => {
    await project.write({
      'wrong.config.ts': `
        import { portside } from 'portside/playwright'
        export default { ...portside({ services: './none.ts' }), testDir: './tests' }`,
    })
    const { code, output } = await (await playwright({ a: tellPid }, ['--config=wrong.config.ts'])).ended
    expect(output).toContain('none.ts')
    expect(output).not.toMatch(/pid \d/)
    expect(code).toBe(1)
  })

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('leaves nothing when the runner gets %s', async (signal) => {
    const hang = `test('hangs', async ({ api, perFile }) => { console.log('up', api.port, perFile.port, '.'); await new Promise(() => {}) })`
    const run = await playwright({ a: hang }, ['--timeout=60000'])
    const [, ...ports] = await run.outputMatching(/up (\d+) (\d+) \./)
    for (const port of ports) expect(await answers(Number(port))).toBe(true)
    run.child.kill(signal)
    await expect.poll(() => processesWith(mark), { timeout: 10_000 }).toEqual([])
    for (const port of ports) expect(await answers(Number(port))).toBe(false)
    const { code } = await run.ended
    expect(code).not.toBe(0)
  })
})

function pidsIn(output: string): readonly (string | undefined)[] {
  return [...output.matchAll(/pid (\d+)/g)].map(([, pid]) => pid)
}
