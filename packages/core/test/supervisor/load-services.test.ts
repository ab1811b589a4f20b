import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
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
