import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isPortsideError, type PortsideError } from '@portside/errors'
import { expect, onTestFinished, test } from 'vitest'
import type { PostgresOptions } from '../src/index'
import { anyPostgres } from './support/any-postgres'
import { debianBinaries } from './support/debian-postgres'
import { leftBehind, ownName } from '../../service-kit/test/support/left-behind'
import { namedServers } from './support/named-server'
import { ownCache } from '../../../test/support/own-cache'

anyPostgres()
const cache = ownCache()
const name = ownName('pgFailing')
const startServer = namedServers(name)

async function failureOf(options: PostgresOptions): Promise<PortsideError> {
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

function folderOf(programs: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'postgres-fake-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  chmodSync(folder, 0o755)
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, name), text, { mode: 0o755 })
  return folder
}

test('a wrong setting has the line of the server, and the path of the program', async () => {
  const { message } = await failureOf({ settings: { no_such_setting: 'on' } })
  expect(message).toContain('unrecognized configuration parameter "no_such_setting"')
  expect(message).toMatch(/The program is \/.*\/postgres \(/)
})

test('a missing shared library has the line of the loader', async () => {
  const line = 'error while loading shared libraries: libssl.so.1.1: cannot open shared object file'
  const script = `#!/bin/sh\necho "$0: ${line}" >&2\nexit 127\n`
  const binaries = folderOf({ postgres: script, initdb: script })
  const error = await failureOf({ binaries })
  expect(error.code).toBe('E_EXITED_EARLY')
  expect(error.message).toContain(line)
  expect(error.message).toContain('127')
  expect(error.message).toContain(join(binaries, 'initdb'))
})

test.skipIf(process.arch === 'arm64')('a program for another processor is named', async () => {
  // The header of an ELF file for aarch64 (elf(5)).
  const header = Buffer.alloc(64)
  header.write('\x7fELF\x02\x01\x01', 'latin1')
  header.writeUInt16LE(2, 16)
  header.writeUInt16LE(0xb7, 18)
  const binaries = folderOf({})
  for (const name of ['postgres', 'initdb']) writeFileSync(join(binaries, name), header, { mode: 0o755 })
  const starting = startServer({ binaries })
  await expect(starting).rejects.toThrow(TypeError)
  await expect(starting).rejects.toThrow(`is for another processor (arm64, not ${process.arch})`)
})

test('a broken data folder in the cache has its cause, and is made anew by the next start', async () => {
  const first = await startServer()
  await first.stop()
  for (const key of readdirSync(join(cache, 'postgres')))
    rmSync(join(cache, 'postgres', key, 'content', 'global'), { recursive: true })
  const { message } = await failureOf({})
  expect(message).toMatch(/global|data directory/)
  const again = await startServer()
  expect(await again.query('select 1 as one')).toEqual([{ one: 1 }])
  await again.stop()
})

test.skipIf(debianBinaries === undefined)('`version` chooses among those that are there', async () => {
  const major = Number(/\d+/.exec(debianBinaries ?? '')?.[0])
  const server = await startServer({ version: major })
  expect(await server.query("select current_setting('server_version_num')::int / 10000 as major")).toEqual([{ major }])
  await server.stop()
})

test.each([
  [{ binaries: '/nonexistent' }, 'binaries'],
  [{ settings: { port: 1 } }, 'settings.port'],
  [{ settings: { listen_addresses: '*' } }, 'settings.listen_addresses'],
  [{ existing: 'http://127.0.0.1' }, 'existing'],
  [{ version: '15' }, 'version'],
  [{ setting: {} }, 'setting'],
])('wrong options are a TypeError: %j', async (options, option) => {
  const starting = (async () => startServer(options as PostgresOptions))()
  await expect(starting).rejects.toThrow(TypeError)
  await expect(starting).rejects.toThrow(option)
})
