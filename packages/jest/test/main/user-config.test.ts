import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isWatching, runUserHook } from '../../src/main/user-config'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  writeFileSync(join(folder, 'hook.cjs'), `module.exports = async (...configs) => { configs[0].seen = configs.length }`)
  writeFileSync(join(folder, 'data.cjs'), `module.exports = { default: 7 }`)
})
afterAll(() => rmSync(folder, { recursive: true }))

test.each(['./hook.cjs', '<rootDir>/hook.cjs'])('the hook %s of the user gets both configurations', async (name) => {
  const config = { seen: 0 }
  await runUserHook(name, folder, [config, {}])
  expect(config.seen).toBe(2)
})

test.each([undefined, null])('without a hook (%j) nothing is run', async (name) => {
  await expect(runUserHook(name, folder, [])).resolves.toBeUndefined()
})

test('a hook that exports no function is a TypeError with its path', async () => {
  await expect(runUserHook('./data.cjs', folder, [])).rejects.toThrow(`Expected ${join(folder, 'data.cjs')} to export`)
})

test.each([
  [{ watch: true }, true],
  [{ watchAll: true }, true],
  [{ watch: false, watchAll: false }, false],
  [undefined, false],
])('the configuration %j is one of watch mode: %s', (config, expected) => {
  expect(isWatching(config)).toBe(expected)
})
