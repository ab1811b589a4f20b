import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { processesWith } from '../support/leftovers'
import { serverPath } from '../support/server-path'
import { chromium, createPlaywrightProject, type PlaywrightProject } from '../support/playwright-project'
import { chainFiles } from './support/playwright-chain'

const plain = JSON.stringify(serverPath('plain.mjs'))

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

describe('runs of Playwright Test', () => {
  test('starts a service once for all workers, and runs the global setup of the user after its own', async () => {
    const files = { a: printPid, b: printPid, c: printPid }
    const { code, output } = await (await project.playwright(files, ['--workers=2'])).ended
    expect(output).toContain('3 passed')
    expect(pidsIn(output)).toHaveLength(3)
    expect(new Set(pidsIn(output)).size).toBe(1)
    expect(output).toMatch(/own setup after ours[^]*pid[^]*own teardown/)
    expect(code).toBe(0)
  })

  test('keeps the services of the run and of the slot when a failed test has its worker replaced', async () => {
    const body = `
      const print = ({ api, perWorker }, { workerIndex }) => console.log('worker', workerIndex, 'pid', api.pid, 'own', perWorker.pid)
      test('fails', async ({ api, perWorker }, info) => { print({ api, perWorker }, info); expect(1).toBe(2) })
      test('goes on', async ({ api, perWorker }, info) => { print({ api, perWorker }, info) })`
    const { code, output } = await (await project.playwright({ a: body })).ended
    const [first, second] = [...output.matchAll(/worker (\d) (pid \d+ own \d+)/g)]
    expect([first?.[1], second?.[1]], output).toEqual(['0', '1'])
    expect(first?.[2]).toBe(second?.[2])
    expect(code).toBe(1)
  })

  test('shares nothing between workers without the config wrapper, and says so', async () => {
    const args = ['--config=plain.config.ts', '--workers=2']
    const { code, output } = await (await project.playwright({ a: printPid, b: printPid }, args)).ended
    expect(new Set(pidsIn(output)).size).toBe(2)
    expect(output.match(/api is started once for each worker/g)).toHaveLength(2)
    expect(code).toBe(0)
  })

  test('shares the services of `portside run` above it', async () => {
    const outer = ['npx', 'portside', 'run', '--services', 'shared.ts', '--']
    const body = `
      import { withServices } from 'portside/playwright'
      import shared from '../shared'
      withServices(shared)('prints', async ({ api }) => console.log('pid', await (await api.fetch('/')).text()))`
    await project.write({
      'shared.ts': `
        import { command, defineServices } from 'portside'
        export default defineServices({ api: command(['node', ${plain}, process.env.MARK!]) })`,
    })
    const args = ['--config=plain.config.ts', '--workers=2']
    const { code, output } = await (await project.playwright({ a: body, b: body }, args, outer)).ended
    expect(pidsIn(output), output).toHaveLength(2)
    expect(new Set(pidsIn(output)).size).toBe(1)
    expect(code).toBe(0)
  })

  test('runs a shard alone, stops at the first failure, and fails where there is no test or no services file', async () => {
    const files = {
      a: printPid,
      b: printPid,
      c: `test('fails', async ({ api }) => { expect(api).toBe(1) })`,
      d: printPid,
    }
    const shard = await (await project.playwright(files, ['--shard=1/4'])).ended
    expect(pidsIn(shard.output)).toHaveLength(1)
    expect(shard.code).toBe(0)
    const bailed = await (await project.playwright(files, ['-x', '--workers=1'])).ended
    expect(bailed.output).toMatch(/1 failed[^]*1 did not run[^]*2 passed/)
    expect(bailed.code).toBe(1)
    const none = await (await project.playwright(files, ['none-of-them'])).ended
    expect(none.output).toContain('No tests found')
    expect(none.code).toBe(1)
  })

  test('fails a run whose services file is not there', async () => {
    await project.write({
      'wrong.config.ts': `
        import { portside } from 'portside/playwright'
        export default { ...portside({ services: './none.ts' }), testDir: './tests' }`,
    })
    const { code, output } = await (await project.playwright({ a: printPid }, ['--config=wrong.config.ts'])).ended
    expect(output).toContain('none.ts')
    expect(output).not.toMatch(/pid \d/)
    expect(code).toBe(1)
  })

  test.skipIf(!existsSync(chromium))(
    `keeps services up from one run to the next in UI mode (skipped: without ${chromium})`,
    async () => {
      await project.write({
        'press.mjs': `
          import { existsSync, readFileSync } from 'node:fs'
          import { chromium } from '@playwright/test'
          const browser = await chromium.launch({ executablePath: '${chromium}', args: ['--no-sandbox'] })
          const page = await browser.newPage()
          await page.goto(process.argv[2])
          for (const runs of [1, 2]) {
            await page.getByTitle('Run all').click()
            while (!existsSync('pids') || (readFileSync('pids', 'utf8').match(/pid/g) ?? []).length < runs) await page.waitForTimeout(20)
            await page.getByTestId('status-line').getByText('1 passed').waitFor()
          }
          await browser.close()`,
      })
      const note = `test('notes', async ({ api }) => (await import('fs')).appendFileSync('pids', 'pid ' + api.pid + ' '))`
      const ui = await project.playwright({ a: note }, ['--ui-host=127.0.0.1', '--ui-port=0'])
      const [url] = await ui.outputMatching(/http:\/\/127\.0\.0\.1:\d+\S*/)
      const { code, output } = await project.run(process.execPath, 'press.mjs', url).ended
      expect(code, output).toBe(0)
      const pids = pidsIn(await readFile(join(project.directory, 'pids'), 'utf8'))
      expect(pids).toHaveLength(2)
      expect(new Set(pids).size).toBe(1)
      ui.child.kill('SIGINT')
      await ui.ended
      await expect.poll(() => processesWith(project.mark), { timeout: 10_000 }).toEqual([])
    },
  )
})

describe('a chain of services in Playwright Test', () => {
  beforeAll(() => project.write(chainFiles))
  beforeEach(() => rm(join(project.directory, 'chain/order'), { force: true }))

  /** Runs Playwright Test in the folder of the chain, where its services note their start. */
  async function run(...before: readonly string[]) {
    const line = 'cd chain && exec env "$@" ../node_modules/.bin/playwright test'
    const { code, output } = await project.run('sh', '-c', line, 'sh', ...before).ended
    const order = await readFile(join(project.directory, 'chain/order'), 'utf8')
    return { code, output, order: order.trim().split('\n') }
  }

  test('starts it in its order, and logs in through the last one in the global setup of the user', async () => {
    const { code, output, order } = await run()
    expect(output).toContain('1 passed')
    expect(order).toEqual(['db', 'migrate', 'api', 'web', 'own setup'])
    expect(code).toBe(0)
  })

  test('fails once with the output of a migration that fails, before the API is started', async () => {
    const { code, output, order } = await run('IS_BROKEN=1')
    expect(order).toEqual(['db'])
    expect(output.match(/migrate: .*\(E_\w+\)/g)).toHaveLength(1)
    expect(output).toContain('column "nmae" does not exist')
    expect(output).not.toContain('1 passed')
    expect(code).toBe(1)
  })
})

function pidsIn(output: string): readonly (string | undefined)[] {
  return [...output.matchAll(/pid (\d+)/g)].map(([, pid]) => pid)
}
