import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createRunDirectory } from '../../src/run/run-directory'

const newDirectory = () => createRunDirectory(`test-${randomUUID()}`)

test('makes a folder for its user only, which goes with all in it when the last one lets go of it', () => {
  const directory = newDirectory()
  const first = directory.hold()
  const second = directory.hold()
  expect(second.path).toBe(first.path)
  expect(statSync(first.path).mode & 0o777).toBe(0o700)
  writeFileSync(join(first.path, 'file'), '')
  first.release()
  first.release()
  expect(existsSync(first.path)).toBe(true)
  second.release()
  expect(existsSync(first.path)).toBe(false)
})

test('makes it again for whoever needs it later', () => {
  const directory = newDirectory()
  directory.hold().release()
  const { path, release } = directory.hold()
  expect(existsSync(path)).toBe(true)
  release()
})

test('has an absolute path where TMPDIR has none', () => {
  vi.stubEnv('TMPDIR', 'relative')
  expect(isAbsolute(newDirectory().path)).toBe(true)
  vi.unstubAllEnvs()
})

test('refuses a folder that somebody else has made', () => {
  const directory = newDirectory()
  const { path, release } = directory.hold()
  release()
  mkdirSync(path)
  expect(() => directory.hold()).toThrow('EEXIST')
  rmSync(path, { recursive: true })
})
