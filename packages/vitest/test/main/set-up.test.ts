import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineService, inProcess } from '@portside/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pluginState } from '../../src/main/plugin-state'
import { setUp, tearDown } from '../../src/main/set-up'
import { createProject } from './project'

const services = {
  api: inProcess(() => (_, response) => response.end('up'), { scope: 'run' }),
  total: defineService({ scope: 'run', start: () => ({}), connect: () => ({ rows: 2n }) }),
}
let folder: string
let file: string

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'portside-test-')))
  file = join(folder, 'services.mjs')
  // The supervisor loads it in this process.
  Object.assign(globalThis, { [file]: services })
  writeFileSync(file, `export default globalThis[${JSON.stringify(file)}]`)
  pluginState().files.add(file)
})

afterEach(async () => {
  await tearDown()
  pluginState().files.clear()
  rmSync(folder, { recursive: true })
})

test('the services that a plugin provides run from the global setup to the global teardown', async () => {
  const { project, provided } = createProject(file, ['api'])
  pluginState().hasTests = true
  await setUp(project)
  const { api } = provided() as { readonly api: { readonly url: string; readonly port: number } }
  expect(api).toMatchObject({ url: `http://127.0.0.1:${api.port}` })
  expect(await (await fetch(api.url)).text()).toBe('up')
  await tearDown()
  await expect(fetch(api.url)).rejects.toThrow('fetch failed')
  expect(pluginState()).toMatchObject({ hasTests: false, cleanUps: [], projects: new Set() })
})

test('a handle that JSON cannot express is refused with its name', async () => {
  const { project } = createProject(file, ['total'])
  pluginState().hasTests = true
  await expect(setUp(project)).rejects.toThrow(
    'Expected `total` in `provide` to have data in its handle, which JSON can express',
  )
})

test('no service is started to list tests, until a run of tests begins', async () => {
  const { project, provided, reruns } = createProject(file, ['api'])
  await setUp(project)
  expect(provided()).toEqual({ api: {} })
  for (const rerun of reruns) await rerun()
  expect(provided()).toEqual({ api: {} })
})

test('reruns are listened to once for all projects', async () => {
  const [first, second] = [createProject(file, []), createProject(file, [])]
  await setUp(first.project)
  await setUp(second.project)
  expect([first.reruns.length, second.reruns.length]).toEqual([1, 0])
})
