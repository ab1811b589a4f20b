import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cacheFolder, cacheLocation } from '../../src/run/cache-folder'
import { clearCache, listCache } from '../../src/run/cache-entries'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portside-cache-'))
  vi.stubEnv('PORTSIDE_CACHE', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

test('the cache is where PORTSIDE_CACHE says, else in XDG_CACHE_HOME, if these are absolute', () => {
  expect(cacheLocation()).toBe(folder)
  vi.stubEnv('PORTSIDE_CACHE', 'relative')
  vi.stubEnv('XDG_CACHE_HOME', '/var/tmp')
  expect(cacheLocation()).toBe('/var/tmp/portside')
  vi.stubEnv('XDG_CACHE_HOME', 'relative')
  vi.stubEnv('HOME', '/home/ann')
  expect(cacheLocation()).toBe('/home/ann/.cache/portside')
})

test('what is listed has its label and size, and is gone after it was cleared', async () => {
  const entry = join(String(cacheFolder('postgres')), 'one')
  mkdirSync(join(entry, 'content'), { recursive: true })
  writeFileSync(join(entry, 'content', 'data'), 'x'.repeat(5000))
  writeFileSync(join(entry, 'about.json'), '{"label":"PostgreSQL 15"}')
  // Half-made, it is not listed, but removed.
  mkdirSync(join(String(cacheFolder('postgres')), 'two.new', 'content'), { recursive: true })
  const [listed, ...others] = await listCache()
  expect(others).toEqual([])
  expect(listed).toMatchObject({ kind: 'postgres', key: 'one', label: 'PostgreSQL 15' })
  expect(listed?.bytes).toBeGreaterThan(5000)
  await clearCache()
  expect(await listCache()).toEqual([])
  expect(readdirSync(join(folder, 'postgres'))).toEqual([])
})

test('a folder that other users can write is no cache', () => {
  const path = String(cacheFolder('postgres'))
  expect(path).toBe(join(folder, 'postgres'))
  chmodSync(path, 0o777)
  expect(cacheFolder('postgres')).toBeUndefined()
})
