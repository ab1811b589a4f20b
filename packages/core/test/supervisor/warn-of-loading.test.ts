import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectSupervisor } from '../../src/worker/connect-supervisor'
import { serveSupervisor, type Supervisor } from '../../src/supervisor/serve-supervisor'
import { warningsOf } from '../support/warnings-of'

let folder: string
let supervisor: Supervisor
beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'portside-test-')))
  supervisor = await serveSupervisor()
})
afterEach(async () => {
  await supervisor.close()
  rmSync(folder, { recursive: true })
})

/** Loads a services file that begins with a statement, and reports from two workers how long that took them. */
async function report(name: string, statement: string, elapsedMs: number): Promise<string[]> {
  const file = join(folder, name)
  writeFileSync(join(folder, 'slow.mjs'), 'await new Promise((resolve) => setTimeout(resolve, 300))')
  writeFileSync(file, `${statement}\nexport default { api: globalThis.anyApi }`)
  await supervisor.addServices(file)
  await supervisor.loadServices(file).catch(() => undefined)
  return warningsOf('PORTSIDE_SLOW_FILE', async () => {
    for (let worker = 0; worker < 2; worker += 1) {
      const client = await connectSupervisor(supervisor.address)
      await client.request('loaded', { file, elapsedMs })
      client.close()
    }
  })
}

test('a services file that takes long to load is named once in a run, with what to write', async () => {
  const [line, ...others] = await report('a.mjs', `import './slow.mjs'`, 250)
  expect(others).toEqual([])
  expect(line).toMatch(/^a\.mjs takes 250 ms to load with all that it imports, in each test file/)
  expect(line).toContain(`inProcess(() => import('./server'))`)
})

test('the time that other modules took is not that of the services file', async () => {
  const beganAt = performance.now()
  const [line = '', ...others] = await report('b.mjs', `import './slow.mjs'`, 5000)
  const passedMs = performance.now() - beganAt
  expect(others).toEqual([])
  const ms = Number(/^b\.mjs takes (\d+) ms to load/.exec(line)?.[1])
  expect(ms).toBeGreaterThanOrEqual(300)
  expect(ms).toBeLessThanOrEqual(Math.ceil(passedMs))
  expect(await report('c.mjs', `import './slow.mjs'`, 90)).toEqual([])
  expect(await report('d.mjs', 'await new Promise((resolve) => setTimeout(resolve, 300))', 250)).toEqual([])
})
