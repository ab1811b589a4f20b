import { execFile, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isPortsideError, type PortsideError } from '@portside/errors'
import { describe, expect, onTestFinished, test } from 'vitest'
import { builtProgram } from '../../../test/support/built-program'
import { redis, type RedisOptions } from '../src/index'
import { serve } from './programs/serve'
import { leftBehind, ownName } from '../../service-kit/test/support/left-behind'
import { hasRedis, reason } from './support/server-programs'

const name = ownName('redisFailing')
const hasNamespaces = spawnSync('unshare', ['-rm', 'true']).status === 0
const startServer = (options: RedisOptions = {}) => serve(name, options)

async function failureOf(options: RedisOptions): Promise<PortsideError> {
  const beganAt = performance.now()
  const error: unknown = await startServer(options).then(
    () => new Error('it has started'),
    (reason: unknown) => reason,
  )
  if (!isPortsideError(error)) throw error
  expect(performance.now() - beganAt).toBeLessThan(30_000)
  expect(leftBehind(name)).toEqual([])
  return error
}

function folderOf(programs: Readonly<Record<string, string | Buffer>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'redis-fake-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  chmodSync(folder, 0o755)
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, name), text, { mode: 0o755 })
  return folder
}

/** Gives the search no folder of \`PATH\`. */
function withoutPath(): void {
  const { PATH } = process.env
  process.env['PATH'] = '/nonexistent'
  onTestFinished(() => void (process.env['PATH'] = PATH))
}

describe.skipIf(!hasRedis)(`failures ${reason}`, () => {
  test('a wrong setting has the line of the server, and the path of the program', async () => {
    const error = await failureOf({ settings: { 'no-such-setting': 'on' } })
    expect(error.code).toBe('E_EXITED_EARLY')
    expect(error.message).toMatch(/no-such-setting on/)
    expect(error.message).toContain('Bad directive or wrong number of arguments')
    expect(error.message).toMatch(/The program is \/.*\/(redis|valkey)-server \(PATH\)/)
  })

  test('corrupt data has its cause, and no password in it', async () => {
    const server = await startServer({ settings: { appendonly: true } })
    await server.send('SET', 'key', 'value')
    const [folder = ''] = leftBehind(name)
    const spoiling = server.whileStopped(async () => {
      const files = await readdir(join(folder, 'appendonlydir'))
      const file = String(files.find((entry) => entry.endsWith('.incr.aof')))
      await writeFile(join(folder, 'appendonlydir', file), 'spoiled\r\n'.repeat(100))
    })
    const error: unknown = await spoiling.catch((reason: unknown) => reason)
    expect(String(error)).toContain('Bad file format reading the append only file')
    expect(String(error)).not.toContain(server.password)
    await server.stop()
    expect(leftBehind(name)).toEqual([])
  })

  test.skipIf(!hasNamespaces)(
    hasNamespaces ? 'a full disk is named by the crash' : 'a full disk (skipped: needs unshare -rm)',
    async () => {
      const program = await builtProgram(join(import.meta.dirname, 'programs/fill-disk.ts'))
      const script = 'mount -t tmpfs -o size=20m none /dev/shm && TMPDIR=/dev/shm exec "$@"'
      const words = ['-rm', 'sh', '-c', script, 'sh', process.execPath, program]
      const { stdout } = await promisify(execFile)('unshare', words, { timeout: 30_000 })
      expect(stdout).toContain('(E_CRASHED)')
      expect(stdout).toMatch(/(No space left on device|Short write while writing to the AOF file)/)
    },
  )

  test('`version` chooses among those that are there', async () => {
    const server = await startServer()
    const info = await server.send<string>('INFO', 'server')
    const major = Number((/valkey_version:(\d+)/.exec(info) ?? /redis_version:(\d+)/.exec(info))?.[1])
    await server.stop()
    const same = await startServer({ version: major })
    await same.stop()
    const { message } = await failureOf({ version: 99 })
    expect(message).toContain('found no Redis or Valkey 99 server')
    expect(message).toMatch(/\(PATH\): it is \d+\.\d+\.\d+, not 99/)
  })
})

test('a missing shared library has the line of the loader', async () => {
  const line = 'error while loading shared libraries: libjemalloc.so.2: cannot open shared object file'
  const binaries = folderOf({ 'valkey-server': `#!/bin/sh\necho "$0: ${line}" >&2\nexit 127\n` })
  const error = await failureOf({ binaries })
  expect(error.code).toBe('E_EXITED_EARLY')
  expect(error.message).toContain(line)
  expect(error.message).toContain('127')
  expect(error.message).toContain(join(binaries, 'valkey-server'))
})

test.skipIf(process.arch === 'arm64')('a program for another processor is named', async () => {
  // The header of an ELF file for aarch64 (elf(5)).
  const header = Buffer.alloc(64)
  header.write('\x7fELF\x02\x01\x01', 'latin1')
  header.writeUInt16LE(2, 16)
  header.writeUInt16LE(0xb7, 18)
  const starting = startServer({ binaries: folderOf({ 'redis-server': header }) })
  await expect(starting).rejects.toThrow(TypeError)
  await expect(starting).rejects.toThrow(`is for another processor (arm64, not ${process.arch})`)
})

test('no server at all is an error at once that says how to get it', async () => {
  withoutPath()
  const { message } = await failureOf({ version: 99 })
  expect(message).toContain('`redis-server` or `valkey-server`: not found by PATH, the usual folders.')
  expect(message).toMatch(/Install it: `(apt-get install redis-server|dnf install|apk add|pacman -S)/)
  expect(message).toContain(
    'If it is installed elsewhere, set `binaries` or PORTSIDE_REDIS_BIN to the folder with `redis-server` or `valkey-server`.',
  )
})

test.each([
  [{ binaries: '/nonexistent' }, 'binaries'],
  [{ settings: { port: 1 } }, 'settings.port'],
  [{ settings: { Bind: '*' } }, 'settings.Bind'],
  [{ settings: { save: '900 1\nrequirepass x' } }, 'settings'],
  [{ existing: 'http://127.0.0.1' }, 'existing'],
  [{ existing: 'redis://127.0.0.1/name' }, 'existing'],
  [{ version: '7' }, 'version'],
  [{ setting: {} }, 'setting'],
])('wrong options are a TypeError: %j', async (options, option) => {
  const starting = (async () => startServer(options as RedisOptions))()
  await expect(starting).rejects.toThrow(TypeError)
  await expect(starting).rejects.toThrow(option)
})

test('a password among the settings is not shown', () => {
  expect(() => redis({ settings: { requirepass: 'hidden' } })).toThrow(/got '\*\*\*\*'$/)
})
