import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { isPortsideError, type PortsideError } from '@portside/errors'
import { expect, onTestFinished, test } from 'vitest'
import type { MysqlOptions } from '../src/index'
import { hasMysql } from './support/installed-mysql'
import { leftBehind, ownName } from '../../service-kit/test/support/left-behind'
import { serve } from './programs/serve'
import { ownCache } from '../../../test/support/own-cache'

const cache = ownCache()
const name = ownName('mysqlFailing')
const startServer = (options: MysqlOptions = {}) => serve(name, options)

async function failureOf(options: MysqlOptions): Promise<PortsideError> {
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
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mysql-fake-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  chmodSync(folder, 0o755)
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, name), text, { mode: 0o755 })
  return folder
}

test.skipIf(!hasMysql)('a wrong setting has the line of the server, and the path of the program', async () => {
  const { message } = await failureOf({ settings: { no_such_setting: 'on' } })
  expect(message).toContain("unknown variable 'no_such_setting=on'")
  expect(message).toMatch(/The program is \/.*\/(mariadbd|mysqld) \(/)
})

test('a missing shared library has the line of the loader', async () => {
  const line = 'error while loading shared libraries: libssl.so.1.1: cannot open shared object file'
  const script = `#!/bin/sh\necho "$0: ${line}" >&2\nexit 127\n`
  const binaries = folderOf({ mariadbd: script, 'mariadb-install-db': script })
  const error = await failureOf({ binaries })
  expect(error.code).toBe('E_EXITED_EARLY')
  expect(error.message).toContain(line)
  expect(error.message).toContain('127')
  expect(error.message).toContain(join(binaries, 'mariadb-install-db'))
})

test.skipIf(process.arch === 'arm64')('a program for another processor is named', async () => {
  // The header of an ELF file for aarch64 (elf(5)).
  const header = Buffer.alloc(64)
  header.write('\x7fELF\x02\x01\x01', 'latin1')
  header.writeUInt16LE(2, 16)
  header.writeUInt16LE(0xb7, 18)
  const binaries = folderOf({})
  writeFileSync(join(binaries, 'mysqld'), header, { mode: 0o755 })
  const starting = startServer({ binaries })
  await expect(starting).rejects.toThrow(TypeError)
  await expect(starting).rejects.toThrow(`is for another processor (arm64, not ${process.arch})`)
})

test('MariaDB without the program that makes data folders is an error that says so', async () => {
  const { PATH } = process.env
  process.env['PATH'] = '/nonexistent'
  onTestFinished(() => void (process.env['PATH'] = PATH))
  const { message } = await failureOf({ binaries: folderOf({ mariadbd: '#!/bin/sh\necho "Ver 11.4.2-MariaDB"\n' }) })
  expect(message).toContain('found MariaDB, but not the program that makes its data folder')
  expect(message).toContain('mariadb-install-db')
})

test.skipIf(!existsSync('/usr/share/mysql/english/errmsg.sys'))(
  'a server that was unpacked somewhere has its messages beside it (skipped: needs those of Debian)',
  async () => {
    const folder = folderOf({})
    for (const inside of ['bin', 'share']) mkdirSync(join(folder, inside))
    const program = ['/usr/sbin/mariadbd', '/usr/sbin/mysqld'].find((path) => existsSync(path)) ?? ''
    symlinkSync(program, join(folder, 'bin', basename(program)))
    symlinkSync('/usr/share/mysql', join(folder, 'share/mysql'))
    const server = await startServer({ binaries: join(folder, 'bin') })
    expect(await server.query('select @@basedir as base')).toEqual([
      { base: expect.stringContaining(folder) as string },
    ])
    await server.stop()
  },
)

test.skipIf(!hasMysql)(
  'a broken data folder in the cache has its cause, and is made anew by the next start',
  async () => {
    const first = await startServer()
    await first.stop()
    for (const key of readdirSync(join(cache, 'mysql')))
      writeFileSync(join(cache, 'mysql', key, 'content', 'ibdata1'), 'no tablespace at all')
    const { message } = await failureOf({})
    expect(message).toMatch(/InnoDB/)
    const again = await startServer()
    expect(await again.query('select 1 as one')).toEqual([{ one: 1 }])
    await again.stop()
  },
)

test('no server at all is an error at once that says how to get one', async () => {
  const { message } = await failureOf({ version: 99 })
  expect(message).toContain('found no MariaDB or MySQL 99 server')
  expect(message).toContain('If it is installed elsewhere, set `binaries` or PORTSIDE_MYSQL_BIN')
  expect(message).not.toContain('npm')
  expect(message).toMatch(/apt-get install|dnf install|apk add|pacman -S/)
  if (hasMysql) expect(message).toMatch(/it is (MariaDB|MySQL) \d+\.\d+\.\d+, not 99/)
})

test.skipIf(!hasMysql)('`version` is the one that is there, or its beginning', async () => {
  const server = await startServer()
  const [row] = await server.query<{ version: string }>('select version() as version')
  await server.stop()
  const [major = '', minor = ''] = row?.version.split('.') ?? []
  const same = await startServer({ version: `${major}.${minor}` })
  await same.stop()
  expect((await failureOf({ version: `${major}.${minor}9` })).code).toBe('E_SPAWN_FAILED')
})

test.each([
  [{ binaries: '/nonexistent' }, 'binaries'],
  [{ settings: { port: 1 } }, 'settings.port'],
  [{ settings: { 'bind-address': '*' } }, 'settings.bind-address'],
  [{ existing: 'http://127.0.0.1' }, 'existing'],
  [{ version: 10.11 }, 'version'],
  [{ version: 'new' }, 'version'],
  [{ setting: {} }, 'setting'],
])('wrong options are a TypeError: %j', async (options, option) => {
  const starting = (async () => startServer(options as MysqlOptions))()
  await expect(starting).rejects.toThrow(TypeError)
  await expect(starting).rejects.toThrow(option)
})

const isRoot = process.getuid?.() === 0

test.skipIf(!hasMysql || !isRoot)(
  'programs that the user of the server cannot reach have an error with the folder (skipped without a server, and for users other than root)',
  async () => {
    const closed = realpathSync(mkdtempSync(join(tmpdir(), 'mysql-closed-')))
    onTestFinished(() => rmSync(closed, { recursive: true, force: true }))
    const binaries = join(closed, 'bin')
    mkdirSync(binaries)
    const found = ['/usr/sbin', '/usr/libexec', '/usr/bin'].map((folder) => join(folder, 'mariadbd')).find(existsSync)
    symlinkSync(found ?? '/usr/sbin/mysqld', join(binaries, found === undefined ? 'mysqld' : 'mariadbd'))
    const { code, message } = await failureOf({ binaries })
    expect(code).toBe('E_NO_FOLDER')
    expect(message).toMatch(/are in a folder that the user (mysql|nobody) cannot reach/)
    expect(message).toMatch(new RegExp(`${closed}: (mysql|nobody) may not pass this folder`))
    expect(message).toContain(
      'Move the programs to a folder that every user can pass, such as /opt, and set `binaries`',
    )
  },
)
