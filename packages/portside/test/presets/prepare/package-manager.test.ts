import { expect, test } from 'vitest'
import { createFolder } from '../../../../../test/support/create-folder'
import { findPackageManager, installLine, runWords } from '../../../src/presets/prepare/package-manager'

const manifest = (fields: object) => JSON.stringify(fields)

test.each([
  ['npm', { 'a/package-lock.json': '' }],
  ['npm', { 'a/package.json': '{}' }],
  ['pnpm', { 'pnpm-lock.yaml': '', 'a/package.json': '{}' }],
  ['yarn', { 'a/yarn.lock': '' }],
  ['bun', { 'a/bun.lock': '' }],
  ['bun', { 'a/bun.lockb': '' }],
  ['yarn', { 'a/package.json': manifest({ packageManager: 'yarn@4.5.0+sha224.x' }), 'a/package-lock.json': '' }],
  ['pnpm', { 'package.json': manifest({ packageManager: 'pnpm@10.0.0' }), 'a/package.json': 'no JSON' }],
  ['pnpm', { 'a/package.json': manifest({ devEngines: { packageManager: { name: 'pnpm' } } }) }],
  ['npm', { 'pnpm-lock.yaml': '', 'a/package-lock.json': '' }],
] as const)('%s is the manager of %o', async (manager, files) => {
  await using folder = await createFolder({ 'a/b/x': '', ...files })
  expect(findPackageManager(folder.file('a/b'))).toBe(manager)
})

test('only npm needs a separator before the arguments of a script', () => {
  expect(runWords('npm', 'dev', ['--port', '1'])).toEqual(['npm', 'run', 'dev', '--', '--port', '1'])
  expect(runWords('npm', 'dev', [])).toEqual(['npm', 'run', 'dev'])
  expect(runWords('pnpm', 'dev', ['--port', '1'])).toEqual(['pnpm', 'run', 'dev', '--port', '1'])
  expect(runWords('yarn', 'dev', ['--port', '1'])).toEqual(['yarn', 'run', 'dev', '--port', '1'])
})

test('the command that installs a package is that of the manager', () => {
  expect(installLine('npm', 'vite')).toBe('npm install -D vite')
  expect(installLine('yarn', 'vite')).toBe('yarn add -D vite')
})
