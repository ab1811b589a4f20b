import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { command, start } from '../../src/index'
import { findPlaces } from '../../src/run/find-place'
import { createRunDirectory } from '../../src/run/run-directory'
import { expectGone } from '../support/expect-gone'
import { serverPath } from '../support/server-path'
import { nextWarning } from '../support/warnings-of'

const name = 'portside-0123456789abcdef'
const long = 'x'.repeat(80)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  vi.stubEnv('XDG_RUNTIME_DIR', undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

const chosen = () => findPlaces(name).at(-1)

describe('a run whose temporary folder', () => {
  test.each(['missing', 'a file', long])('is unusable (%s) goes to another one', (kind) => {
    const path = join(folder, kind)
    if (kind === 'a file') writeFileSync(path, '')
    if (kind === long) mkdirSync(path)
    vi.stubEnv('TMPDIR', path)
    expect(chosen()).toMatchObject({ folder: '/tmp', fault: undefined })
    expect(findPlaces(name)[0].fault).toMatch(/^(?:ENOENT|ENOTDIR|is too long)/)
  })

  test('is unset or has spaces and quotes works', async () => {
    for (const path of [undefined, join(folder, `a "b" 'c' $d`)]) {
      if (path !== undefined) mkdirSync(path)
      vi.stubEnv('TMPDIR', path)
      expect(chosen()?.fault).toBe(undefined)
      const api = await start(command(['node', serverPath('echo.mjs')]))
      await api.stop()
      await expectGone(api)
    }
  })

  test.for([
    ['full', 'size=64k'],
    ['read-only', 'size=1m,ro'],
  ])('is %s goes to another one', ([kind, options = ''], { skip }) => {
    const path = join(folder, 'mounted')
    mkdirSync(path)
    skip(spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]).status !== 0, 'this user may mount nothing')
    try {
      if (kind === 'full') spawnSync('dd', ['if=/dev/zero', `of=${join(path, 'file')}`, 'bs=4k', 'count=16'])
      vi.stubEnv('TMPDIR', path)
      expect(chosen()).toMatchObject({ folder: '/tmp', fault: undefined })
      expect(findPlaces(name)[0].fault).toMatch(/^(?:ENOSPC|EROFS)/)
    } finally {
      spawnSync('umount', [path])
    }
  })

  test('is missing goes to the runtime folder of the session before others, and says so', async () => {
    vi.stubEnv('TMPDIR', join(folder, 'missing'))
    vi.stubEnv('XDG_RUNTIME_DIR', folder)
    const warned = nextWarning()
    const directory = createRunDirectory('0123456789abcdef')
    const { path, release } = directory.hold()
    expect(dirname(path)).toBe(folder)
    expect((await warned).message).toMatch(/^TMPDIR is .*missing, but ENOENT: .* is used/)
    release()
  })
})

test('a run that finds no place fails with each folder, its error and the variable', () => {
  vi.stubEnv('TMPDIR', join(folder, 'missing'))
  const directory = createRunDirectory(long)
  expect(() => directory.hold()).toThrow(
    expect.objectContaining({
      code: 'E_NO_FOLDER',
      evidence: expect.arrayContaining([
        expect.stringMatching(/missing \(TMPDIR\): ENOENT: no such file or directory/),
        expect.stringMatching(/^\/tmp \(the usual folder\): is too long/),
      ]),
      hints: ['Set TMPDIR to a folder that you can write and others cannot, with a short path.'],
    }),
  )
})
