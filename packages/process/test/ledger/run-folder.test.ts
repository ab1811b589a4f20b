import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isRunFolder, removeRunFolder } from '../../src/ledger/run-folder'
import { withDirectory } from '../support/with-directory'

const isRoot = process.getuid?.() === 0

test('the folder of a run is removed with all that is in it', () =>
  withDirectory(async (directory) => {
    const folder = join(directory, 'portside-abc')
    mkdirSync(join(folder, 'listenHook'), { recursive: true })
    expect(isRunFolder(folder, 'abc')).toBe(true)
    removeRunFolder(folder)
    expect(existsSync(folder)).toBe(false)
    removeRunFolder(folder)
  }))

test('it may be in the cache of a project, and nowhere else in it', () => {
  expect(isRunFolder('/home/me/shop/node_modules/.cache/portside-abc', 'abc')).toBe(true)
  expect(isRunFolder('/home/me/shop/node_modules/portside-abc', 'abc')).toBe(false)
  expect(isRunFolder('/home/me/shop/node_modules/.cache/other-abd', 'abc')).toBe(false)
})

test('a link in its place is left alone, and so is what it leads to', () =>
  withDirectory(async (directory) => {
    mkdirSync(join(directory, 'mine'))
    symlinkSync(join(directory, 'mine'), join(directory, 'portside-abc'))
    removeRunFolder(join(directory, 'portside-abc'))
    expect(existsSync(join(directory, 'portside-abc'))).toBe(true)
    expect(existsSync(join(directory, 'mine'))).toBe(true)
  }))

test.skipIf(!existsSync('/var/tmp'))('a link on the way to it does not lead out (skipped: there is no /var/tmp)', () =>
  withDirectory(async (directory) => {
    const outside = mkdtempSync('/var/tmp/portside-outside-')
    try {
      mkdirSync(join(outside, 'portside-abc'))
      symlinkSync(outside, join(directory, 'link'))
      expect(isRunFolder(join(directory, 'link', 'portside-abc'), 'abc')).toBe(true)
      removeRunFolder(join(directory, 'link', 'portside-abc'))
      expect(existsSync(join(outside, 'portside-abc'))).toBe(true)
    } finally {
      rmSync(outside, { recursive: true })
    }
  }),
)

test.skipIf(!isRoot)("another user's folder stays (skipped: only root can make one)", () =>
  withDirectory(async (directory) => {
    const folder = join(directory, 'portside-abc')
    mkdirSync(folder)
    chownSync(folder, 65_534, 65_534)
    removeRunFolder(folder)
    expect(existsSync(folder)).toBe(true)
  }),
)
