import { existsSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { answers, processesWith } from '../support/leftovers'
import { serverPath } from '../support/server-path'
import { chromium, createPlaywrightProject, type PlaywrightProject } from '../support/playwright-project'

const late = JSON.stringify(serverPath('late.mjs'))

let project: PlaywrightProject

beforeAll(async () => {
  project = await createPlaywrightProject()
})
afterAll(() => project.remove())
afterEach(async () => {
  expect(processesWith(project.mark)).toEqual([])
  await project.removeTests()
})

const printPid = `test('prints', async ({ api }) => { console.log('pid', await (await api.fetch('/')).text(), 'port', api.port) })`

describe('fixtures of Playwright Test', () => {
  test('starts a service of a file once a file, and one of a test once a test', async () => {
    const body = `
      const print = async ({ perFile, perTest, api }) => console.log('file', perFile.pid, 'test', perTest.port, (await (await perTest.fetch('/')).text()) === api.url)
      test('one', async ({ perFile, perTest, api }) => print({ perFile, perTest, api }))
      test('two', async ({ perFile, perTest, api }) => print({ perFile, perTest, api }))`
    const { code, output } = await (await project.playwright({ a: body, b: body }, ['--workers=1'])).ended
    const printed = [...output.matchAll(/file (\d+) test (\d+) true/g)]
    expect(printed, output).toHaveLength(4)
    expect(new Set(printed.map(([, file]) => file)).size).toBe(2)
    expect(new Set(printed.map(([, , port]) => port)).size).toBe(4)
    expect(code).toBe(0)
  })

  test('makes a service the base URL of requests', async () => {
    const body = `webTest('asks', async ({ request, baseURL, noisy }) => {
      expect(baseURL).toBe(noisy.url)
      expect(await (await request.get('/')).text()).toContain('Noisy')
    })`
    const { code, output } = await (await project.playwright({ a: body })).ended
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
    const { code, output } = await (await project.playwright({ a: body }, ['--timeout=30000'])).ended
    expect(output).toContain('1 passed')
    expect(code).toBe(0)
  })

  test('leaves a misspelt fixture to Playwright Test, which names it and its line', async () => {
    const { code, output } = await (
      await project.playwright({ a: `test('one', async ({ apii }) => apii.fetch('/'))` })
    ).ended
    expect(output).toContain('Test has unknown parameter "apii"')
    expect(output).toContain('a.spec.ts:3')
    expect(code).toBe(1)
  })

  test('names the crash of a service as the cause of the test that fails by it', async () => {
    const body = `
      test('by another client', async ({ api }) => {
        process.kill(api.pid!, 'SIGKILL')
        await fetch(api.url).catch(() => undefined)
        expect('down').toBe('up')
      })
      test('later', async ({ api }) => console.log('body', 'was', 'run'))`
    const { code, output } = await (await project.playwright({ a: body })).ended
    expect(output.match(/api: was ended by SIGKILL, .* \(E_CRASHED\)/g)?.length, output).toBeGreaterThanOrEqual(2)
    expect(output).toContain('[cause]')
    expect(output).not.toContain('body was run')
    expect(output).toContain('2 failed')
    expect(code).toBe(1)
  })

  test('runs no test whose service has died before', async () => {
    const body = `
      test('lets it die', async ({ api }) => {
        process.kill(api.pid!, 'SIGKILL')
        await fetch(api.url).catch(() => undefined)
        await expect(api.fetch('/')).rejects.toThrow('E_CRASHED')
      })
      test('needs it', async ({ api }) => console.log('body', 'was', 'run'))
      test('does not', () => undefined)`
    const { code, output } = await (await project.playwright({ a: body })).ended
    expect(output).not.toContain('body was run')
    expect(output).toMatch(/1 failed[^]*2 passed/)
    expect(code).toBe(1)
  })

  test('attaches what services have written since it began to the test that fails, and to no other', async () => {
    const body = `
      test('passes', async ({ noisy }) => { await noisy.fetch('/') })
      test('fails', async ({ noisy }) => { await noisy.fetch('/'); expect(1).toBe(2) })`
    const { output } = await (await project.playwright({ a: body })).ended
    expect(output.match(/output of noisy/g), output).toHaveLength(1)
    expect(output).toContain('was asked')
    expect(output, 'it was started for the first test').not.toContain('noise of the service')
  })

  test('says so where a test of another worker used a service meanwhile', async () => {
    const body = (end: string) => `
      import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
      const meet = async (count: number) => {
        mkdirSync('tests/met', { recursive: true })
        writeFileSync('tests/met/' + process.pid + Math.random(), '')
        await expect.poll(() => readdirSync('tests/met').length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count)
      }
      webTest('asks', async ({ request }) => {
        await meet(2)
        await request.get('/')
        await meet(4)
        ${end}
      })`
    const files = { a: body('expect(1).toBe(2)'), b: body('') }
    const { output } = await (await project.playwright(files, ['--workers=2', '--reporter=list'])).ended
    expect(output).toContain('output of noisy (shared with 1 other test)')
    expect(output).toMatch(/1 failed[^]*1 passed/)
  })

  test.skipIf(!existsSync('/usr/bin/script'))(
    'leaves nothing while the report of a failure is open in a browser (skipped: script(1) of util-linux makes a terminal)',
    async () => {
      // As many projects have it: one script calls another, and a child of the server ignores SIGTERM.
      await project.write({
        'app/package.json': JSON.stringify({ private: true, scripts: { dev: 'npm run build && npm run preview', build: 'true', preview: 'node preview.cjs $MARK' } }), // prettier-ignore
        'app/preview.cjs': `
          require('node:child_process').spawn('sh', ['-c', 'trap "" TERM; while :; do sleep 0.2; done', process.env.MARK], { stdio: 'inherit' })
          require('node:http').createServer((_, response) => response.end('ok')).listen(process.env.PORT, process.env.HOST)`,
      })
      const body = (end: string) => `
        import { command, withServices } from 'portside/playwright'
        const previewTest = withServices({ preview: command('npm run dev', { cwd: 'app', ready: '/', stopTimeoutMs: 1000 }) })
        previewTest('asks', async ({ preview }) => {
          expect((await preview.fetch('/')).status).toBe(200)
          console.log('port', preview.port)
          ${end}
        })`
      await project.write({
        'tests/a.spec.ts': `import { expect } from '@playwright/test'\n${body('expect(1).toBe(2)')}`,
      })
      const line = 'exec env CI= node_modules/.bin/playwright test --reporter=line,html'
      const run = project.run('script', '-qec', line, '/dev/null')
      const [, port = ''] = await run.outputMatching(/port (\d+)/)
      await run.outputMatching(/Serving HTML report at/)
      await expect.poll(() => processesWith(project.mark), { timeout: 6000 }).toEqual([])
      expect(await answers(Number(port))).toBe(false)
      process.kill(-(run.child.pid ?? 0), 'SIGINT')
      await run.ended
      const { code, output } = await (await project.playwright({ a: body('') })).ended
      expect(output).toContain('1 passed')
      expect(code).toBe(0)
    },
  )

  test('fails the tests that need a broken service with its reason, and no others', async () => {
    const body = `${printPid}\ntest('needs it', ({ broken }) => console.log('body', 'was', 'run'))`
    const { output, code } = await (await project.playwright({ a: body })).ended
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
    const { output, code } = await (await project.playwright({ a: body })).ended
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
    const { output, code } = await (await project.playwright({ a: body })).ended
    expect(output).toContain('1 passed')
    expect(code).toBe(0)
  })
})
