import { expect, test } from 'vitest'
import { createFolder } from '../../../../test/support/create-folder'
import { configName } from '../../src/worker/hint-at-plugin'

test.each([
  ['a project of ES modules', { 'package.json': '{ "type": "module" }' }, 'vitest.config.ts'],
  // Node.js takes a .ts file of such a package for CommonJS, which Vite warns about.
  ['a project of CommonJS', { 'package.json': '{ "type": "commonjs" }' }, 'vitest.config.mts'],
  ['a project that names no type', { 'package.json': '{}' }, 'vitest.config.mts'],
  ['a package.json that cannot be read', { 'package.json': '{' }, 'vitest.config.mts'],
  [
    'a configuration of Vitest',
    { 'package.json': '{}', 'vitest.config.js': '', 'vite.config.ts': '' },
    'vitest.config.js',
  ],
  ['a configuration of Vite', { 'package.json': '{}', 'vite.config.mjs': '' }, 'vite.config.mjs'],
])(
  'with %s, the plugin belongs in its configuration, else in a new one that is an ES module',
  async (_, files, name) => {
    await using folder = await createFolder({ ...files, 'apps/web/README.md': '' })
    expect(configName(folder.path)).toBe(name)
  },
)

test('the type is that of the nearest package.json', async () => {
  await using folder = await createFolder({ 'package.json': '{ "type": "module" }', 'apps/README.md': '' })
  expect(configName(folder.file('apps'))).toBe('vitest.config.ts')
})
