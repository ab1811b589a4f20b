import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

const chromium = '/usr/bin/chromium'
const mark = randomUUID()

let project: Project

beforeAll(async () => {
  if (existsSync(chromium)) project = await createProject(['@playwright/test@1.65.1'])
})
afterAll(() => project?.remove())

test.skipIf(!existsSync(chromium))(
  `Playwright's UI mode keeps services up from one run to the next, and leaves nothing (skipped: without ${chromium})`,
  async () => {
    await project.write({
      'services.ts': `
        import { command, defineServices } from 'portside'
        export default defineServices({ api: command(['node', ${JSON.stringify(serverPath('plain.mjs'))}, process.env.MARK!]) })`,
      'playwright.config.ts': `
        import { defineConfig } from '@playwright/test'
        import { portside } from 'portside/playwright'
        export default defineConfig(portside({ services: './services.ts' }), { testMatch: '*.spec.ts' })`,
      'one.spec.ts': `
        import { appendFileSync } from 'node:fs'
        import { withServices } from 'portside/playwright'
        import services from './services'
        withServices(services)('tells', ({ api }) => appendFileSync('pids', 'pid ' + api.pid + ' '))`,
      'press.mjs': `
        import { existsSync, readFileSync } from 'node:fs'
        import { chromium } from '@playwright/test'
        const browser = await chromium.launch({ executablePath: '${chromium}', args: ['--no-sandbox'] })
        const page = await browser.newPage()
        await page.goto(process.argv[2])
        for (const runs of [1, 2]) {
          await page.getByTitle('Run all').click()
          while (!existsSync('pids') || readFileSync('pids', 'utf8').match(/pid/g).length < runs) await page.waitForTimeout(20)
          await page.getByTestId('status-line').getByText('1 passed').waitFor()
        }
        await browser.close()`,
    })
    // It opens its page in the browser that this variable names: `true` does nothing, well.
    const play = (...args: string[]) =>
      runProgram(args, { cwd: project.directory, env: { MARK: mark, BROWSER: 'true' } })
    const ui = play(
      join(project.directory, 'node_modules/.bin/playwright'),
      'test',
      '--ui-host=127.0.0.1',
      '--ui-port=0',
    )
    const [url = ''] = await ui.outputMatching(/http:\/\/127\.0\.0\.1:\d+\S*/)
    const { code, output } = await play(process.execPath, 'press.mjs', url).ended
    expect(code, output).toBe(0)
    const pids = (await readFile(join(project.directory, 'pids'), 'utf8')).match(/\d+/g) ?? []
    expect(pids).toHaveLength(2)
    expect(new Set(pids).size).toBe(1)
    ui.child.kill('SIGINT')
    await ui.ended
    await expect.poll(() => processesWith(mark), { timeout: 10_000 }).toEqual([])
  },
)
