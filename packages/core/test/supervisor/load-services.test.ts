import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createJiti } from 'jiti'
import { expect, test, vi } from 'vitest'
import { loadModule } from '../../src/supervisor/load-module'
import { loadServices } from '../../src/supervisor/load-services'

test('a services file that takes long to load is told of, and is loaded all the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  const [slow, quick] = [join(folder, 'slow.mjs'), join(folder, 'quick.mjs')]
  writeFileSync(slow, 'await new Promise((resolve) => setTimeout(resolve, 6000))\nexport default {}')
  writeFileSync(quick, 'export default {}')
  const warnings: NodeJS.ErrnoException[] = []
  const note = (warning: Error) => void warnings.push(warning)
  process.on('warning', note)
  const services = Promise.all([loadServices(slow), loadServices(quick)])
  await once(process, 'warning')
  expect(await services).toMatchObject([{}, {}])
  process.off('warning', note)
  expect(warnings).toMatchObject([{ code: 'PORTSIDE_LOADING', message: expect.stringContaining(slow) }])
  rmSync(folder, { recursive: true })
}, 20_000)

test('a services file is run as it is, and not as the temporary folder says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  const file = join(folder, 'services.ts')
  const cache = join(folder, 'jiti')
  writeFileSync(file, "export default 'its own' as string")
  vi.stubEnv('TMPDIR', folder)
  try {
    expect(await loadModule(file)).toBe('its own')
    expect(existsSync(cache)).toBe(false)
    await createJiti(file, { fsCache: true, moduleCache: false }).import(file)
    for (const path of readdirSync(cache).map((name) => join(cache, name)))
      writeFileSync(path, readFileSync(path, 'utf8').replace('its own', 'planted'))
    expect(await createJiti(file, { fsCache: true, moduleCache: false }).import(file, { default: true })).toBe(
      'planted',
    )
    expect(await loadModule(file, { isFresh: true })).toBe('its own')
  } finally {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  }
})
