import { mkdir, rm, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createFolder } from '../../../../test/support/create-folder'
import { findServicesFile } from '../../src/definition/services-option'

test.each(
  ['services', 'portside.config'].flatMap((name) =>
    ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((type) => `${name}.${type}`),
  ),
)('the services file may be %s', async (name) => {
  await using folder = await createFolder({ [name]: '', '.git': '' })
  expect(findServicesFile(folder.path)).toBe(folder.file(name))
})

test('the nearest services file is found, in its own folder before one above, `services` before `portside.config`', async () => {
  await using folder = await createFolder({
    'services.js': '',
    'portside.config.ts': '',
    'apps/portside.config.cjs': '',
    'apps/web/README.md': '',
    '.git': '',
  })
  expect(findServicesFile(folder.path)).toBe(folder.file('services.js'))
  expect(findServicesFile(folder.file('apps/web'))).toBe(folder.file('apps/portside.config.cjs'))
  await rm(folder.file('apps/portside.config.cjs'))
  expect(findServicesFile(folder.file('apps/web'))).toBe(folder.file('services.js'))
  await writeFile(folder.file('services.ts'), '')
  expect(findServicesFile(folder.path)).toBe(folder.file('services.ts'))
})

test('a folder is no services file, and nothing is found above the root of the repository', async () => {
  await using folder = await createFolder({ 'services.ts': '', 'inner/.git/HEAD': '' })
  await mkdir(folder.file('inner/services.ts'))
  expect(() => findServicesFile(folder.file('inner'))).toThrow(
    `there is no services.ts or portside.config.ts (nor .mts, .cts, .js, .mjs, .cjs) in ${folder.file('inner')}. Write`,
  )
})
