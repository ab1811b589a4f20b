import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createListenHook } from '../../src/run/listen-hook/listen-hook'
import { createRunDirectory, type RunDirectory } from '../../src/run/run-directory'
import { noteWarnings } from '../support/warnings-of'

const nobody = 65_534
const isRoot = process.getuid?.() === 0

let folder: string
let warnings: string[]
let runId: string
const directories: string[] = []
let notes: ReturnType<typeof noteWarnings>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  // The other user has to get to what is in it.
  chmodSync(folder, 0o755)
  warnings = []
  runId = `test-${process.pid}-${Math.random().toString(16).slice(2)}`
  notes = noteWarnings(({ message }) => warnings.push(message))
})
afterEach(() => {
  notes.end()
  vi.unstubAllEnvs()
  for (const path of [folder, ...directories.splice(0)]) rmSync(path, { recursive: true, force: true })
})

/** A run whose temporary folder is one of this test, with the mode and owner given. */
function runIn(mode: number, uid = 0): { readonly temporary: string; readonly directory: RunDirectory } {
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary)
  chmodSync(temporary, mode)
  chownSync(temporary, uid, uid)
  vi.stubEnv('TMPDIR', temporary)
  vi.stubEnv('XDG_RUNTIME_DIR', undefined)
  const directory = createRunDirectory(runId)
  directories.push(directory.path)
  return { temporary, directory }
}

/** Has the other user run a line of shell. */
function asNobody(line: string): void {
  execFileSync('/bin/sh', ['-c', line], {
    uid: nobody,
    gid: nobody,
    env: { PATH: process.env['PATH'] },
    stdio: 'ignore',
  })
}

/** A file that loads, as the run's own would, and leaves a mark. */
const planted = () => `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'executed'))}, '')`

describe.skipIf(!isRoot)('another user (skipped: only root can be a second one)', () => {
  test.each([
    ['can be written by all', 0o777, 0],
    ['belongs to that user', 0o755, nobody],
  ])('has no say where the temporary folder %s: the run uses /tmp and warns', async (_, mode, uid) => {
    const { temporary, directory } = runIn(mode, uid)
    const listenHook = createListenHook(runId, directory)
    const seat = listenHook.attach()
    expect(dirname(directory.path)).toBe('/tmp')
    expect(seat?.script).toContain(directory.path)
    await expect.poll(() => warnings).toEqual([expect.stringContaining(`TMPDIR is ${temporary}, but`)])
    asNobody(`mkdir -p ${join(temporary, `portside-${runId}`, 'listen-hook')} && exit 0`)
    runNode(seat?.variables({ PATH: process.env['PATH'] ?? '' }))
    expect(existsSync(join(folder, 'executed'))).toBe(false)
    seat?.detach()
    expect(existsSync(directory.path)).toBe(false)
  })

  test('may share the temporary folder where that has the sticky bit', async () => {
    const { temporary, directory } = runIn(0o1777)
    directory.hold().release()
    expect(dirname(directory.path)).toBe(temporary)
    await setImmediate()
    expect(warnings).toEqual([])
  })

  test('has nothing of a folder trusted that is where the run would make its own', async () => {
    const { directory } = runIn(0o1777)
    asNobody(`mkdir ${directory.path}`)
    expect(() => directory.hold()).toThrow(`belongs to the user ${nobody}`)
    const listenHook = createListenHook(runId, directory)
    expect([listenHook.attach(), listenHook.attach()]).toEqual([undefined, undefined])
    await expect
      .poll(() => warnings)
      .toEqual([expect.stringMatching(/start without the listen hook: .*belongs to the user 65534/)])
  })

  test('has no link followed there', () => {
    const { directory } = runIn(0o1777)
    symlinkSync(folder, directory.path)
    expect(() => directory.hold()).toThrow('only this user can change')
  })

  test('has nothing loaded by Node programs once the folder of the run can be written by all', async () => {
    const { directory } = runIn(0o1777)
    const { release } = directory.hold()
    const listenHook = createListenHook(runId, directory)
    const script = listenHook.attach()?.script ?? ''
    chmodSync(directory.path, 0o777)
    asNobody(
      `cd ${directory.path} && mv listen-hook old && mkdir listen-hook && echo '${planted().replaceAll("'", `'"'"'`)}' > ${script}`,
    )
    expect(statSync(script).uid).toBe(nobody)
    expect(listenHook.attach()).toBeUndefined()
    await expect.poll(() => warnings).toEqual([expect.stringContaining('can be written by other users (mode 777)')])
    release()
    expect(existsSync(join(folder, 'executed'))).toBe(false)
    expect(existsSync(directory.path)).toBe(false)
  })

  test('has nothing loaded that is in the place of the folder of the run', async () => {
    const { temporary, directory } = runIn(0o1777)
    const { release } = directory.hold()
    const listenHook = createListenHook(runId, directory)
    expect(listenHook.attach()).toBeDefined()
    chmodSync(temporary, 0o777)
    asNobody(`cd ${temporary} && mv portside-${runId} ${runId} && mkdir -p portside-${runId}/listen-hook`)
    expect(listenHook.attach()).toBeUndefined()
    await expect.poll(() => warnings).toEqual([expect.stringContaining('somebody has replaced it')])
    release()
    expect(existsSync(directory.path)).toBe(true)
  })
})

/** Runs a Node program with these variables. */
function runNode(variables: Readonly<Record<string, string>> = {}): void {
  execFileSync(process.execPath, ['-e', '0'], { env: { ...process.env, ...variables } })
}
