import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createJiti } from 'jiti'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { inProcess } from '../../src/index'
import { loadModule, loadServices } from '../../src/supervisor/load-services'
import { createServicesLibrary } from '../../src/supervisor/services-library'
import { warningsOf } from '../support/warnings-of'

const api = inProcess(() => (_, response) => response.end())
const list = 'export default { api: globalThis.api }'

beforeAll(() => void Object.assign(globalThis, { api }))
afterAll(() => void Reflect.deleteProperty(globalThis, 'api'))

describe('a services file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each([
    ['without an export', 'empty.ts', '', 'an object of at least one definition, got {}'],
    ['without a default export', 'named.ts', 'export const api = globalThis.api', 'it has no default export'],
    ['without a default export', 'named.mjs', 'export const api = globalThis.api', 'it has no default export'],
    ['that lists nothing', 'nothing.ts', 'export default {}', 'an object of at least one definition, got {}'],
    ['that lists nothing', 'nothing.cjs', 'module.exports = {}', 'an object of at least one definition, got {}'],
    ['with null', 'null.mjs', 'export default null', 'an object of definitions, got null'],
    ['with undefined', 'undefined.ts', 'export default undefined', 'an object of definitions, got undefined'],
    ['with a promise', 'promise.ts', 'export default Promise.resolve({ api: globalThis.api })', 'no promise of one'],
    ['with a promise', 'promise.mjs', 'export default Promise.resolve({ api: globalThis.api })', 'no promise of one'],
    ['with a function', 'function.mjs', 'export default () => ({})', 'an object of definitions, got a function'],
  ])('%s (%s) is refused', async (_, name, text, reason) => {
    const file = join(folder, name)
    writeFileSync(file, text)
    const loading = loadServices(file)
    await expect(loading).rejects.toThrow(`Expected ${file} to export defineServices({ … }) by default: `)
    await expect(loading).rejects.toThrow(reason)
    await expect(loading).rejects.toThrow(TypeError)
  })

  test.each([
    ['module.mjs', list],
    ['typescript.ts', list],
    ['awaited.ts', 'export default await Promise.resolve({ api: globalThis.api })'],
    ['common.cjs', 'module.exports = { api: globalThis.api }'],
    ['common-names.cjs', 'exports.api = globalThis.api'],
    ['typescript.cts', list],
    ['assigned.cts', 'export = { api: (globalThis as { api?: unknown }).api }'],
    [
      'compiled.cjs',
      '"use strict"; Object.defineProperty(exports, "__esModule", { value: true }); exports.default = { api: globalThis.api }',
    ],
  ])('is loaded: %s', async (name, text) => {
    const file = join(folder, name)
    writeFileSync(file, text)
    expect(Object.entries(await loadServices(file))).toEqual([['api', api]])
  })
})

test('the error of a services file that imports a name from the wrong package has that name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'services.ts')
  const load = async (text: string) => {
    writeFileSync(file, text)
    return loadServices(file, { isFresh: true })
  }
  await expect(load("import { postgres } from 'node:path'\nexport default { db: postgres() }")).rejects.toThrow(
    'services.ts threw while it was loaded: TypeError: `postgres` is not a function: the module that it is imported from has no function of that name',
  )
  await expect(load("import postgres from 'node:path'\nexport default { db: postgres() }")).rejects.toThrow(
    'TypeError: a default import is not a function: the module that it is imported from has no default export that is a function',
  )
})

test.each(['@/lib/line', '~/lib/line', '$lib/line'])(
  'a module that only an alias leads to has the way to import it: %s',
  async (alias) => {
    const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'services.ts')
    writeFileSync(file, `import { line } from '${alias}'\nexport default { api: line }`)
    await expect(loadServices(file)).rejects.toThrow(
      `services.ts threw while it was loaded: Error: Cannot find module '${alias}': the aliases of tsconfig.json and of the test runner are unknown where services are started. Import it by its path, as in './lib/file'`,
    )
  },
)

test('a services file that is not there has the name of the nearest one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'services.ts'), list)
  await expect(createServicesLibrary().add(join(folder, 'service.ts'))).rejects.toThrow(
    `Expected \`services\` to be a services file, got ${join(folder, 'service.ts')}, which is not there: did you mean services.ts?`,
  )
  await expect(createServicesLibrary().add(join(folder, 'services.ts', 'x'))).rejects.toThrow(', which cannot be read')
})

test('a services file that takes long to load is named, and is loaded all the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  const [slow, quick] = [join(folder, 'slow.mjs'), join(folder, 'quick.mjs')]
  writeFileSync(slow, `await new Promise((resolve) => setTimeout(resolve, 6000))\n${list}`)
  writeFileSync(quick, list)
  const warnings = await warningsOf('PORTSIDE_LOADING', async () => {
    expect(await Promise.all([loadServices(slow), loadServices(quick)])).toMatchObject([{ api }, { api }])
  })
  expect(warnings).toEqual([expect.stringContaining(slow)])
  rmSync(folder, { recursive: true })
})

test('a services file is run as it is, and not as the temporary folder says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  const file = join(folder, 'services.ts')
  const cache = join(folder, 'jiti')
  writeFileSync(file, "export default 'its own' as string")
  vi.stubEnv('TMPDIR', folder)
  try {
    expect(await loadModule(file)).toEqual({ default: 'its own' })
    expect(existsSync(cache)).toBe(false)
    await createJiti(file, { fsCache: true, moduleCache: false }).import(file)
    for (const path of readdirSync(cache).map((name) => join(cache, name)))
      writeFileSync(path, readFileSync(path, 'utf8').replace('its own', 'planted'))
    expect(await createJiti(file, { fsCache: true, moduleCache: false }).import(file, { default: true })).toBe(
      'planted',
    )
    expect(await loadModule(file, { isFresh: true })).toEqual({ default: 'its own' })
  } finally {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  }
})
