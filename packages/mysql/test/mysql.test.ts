import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { command, start } from '@portside/core'
import { describe, expect, test } from 'vitest'
import { openClient } from '../src/client'
import { mysql, type MysqlOptions } from '../src/index'
import { parseAddress } from '../src/mysql-address'
import { hasMysql, reason } from './support/installed-mysql'
import { leftBehind, ownName } from '../../service-kit/test/support/left-behind'
import { serve } from './programs/serve'
import { ownCache } from '../../../test/support/own-cache'

const execute = promisify(execFile)
const cache = ownCache()
const name = ownName('mysqlUnit')
const startServer = (options: MysqlOptions = {}) => serve(name, options)

describe.skipIf(!hasMysql)(`a server ${reason}`, () => {
  test('runs SQL, keeps its port and data over a restart, and leaves nothing', async () => {
    const server = await startServer()
    const { port, password } = server
    expect(await server.query('select 1 + ? as sum', [1])).toEqual([{ sum: 2 }])
    expect(await server.query("select 9007199254740993 as big, 1.10 as exact, 'é' as text")).toEqual([
      { big: '9007199254740993', exact: '1.10', text: 'é' },
    ])
    expect(
      await server.query('create table notes (id int); insert into notes values (1); select * from notes'),
    ).toEqual([{ id: 1 }])
    expect(await server.query('insert into notes values (2)')).toEqual([])
    await server.restart()
    expect(server.port).toBe(port)
    expect(server.password).toBe(password)
    expect(await server.query('select * from notes where id in (?)', [[1, 2]])).toEqual([{ id: 1 }, { id: 2 }])
    expect(server.url).toBe(`mysql://root:${password}@127.0.0.1:${port}/test`)
    expect(server.env).toEqual({
      MYSQL_HOST: '127.0.0.1',
      MYSQL_PORT: String(port),
      MYSQL_TCP_PORT: String(port),
      MYSQL_USER: 'root',
      MYSQL_PASSWORD: password,
      MYSQL_PWD: password,
      MYSQL_DATABASE: 'test',
    })
    await server.stop()
    expect(leftBehind(name)).toEqual([])
  })

  test('what was committed is there after the server was killed and restarted', async () => {
    const server = await startServer()
    await server.query('create table notes (id int) engine = innodb; insert into notes values (1)')
    await server.kill()
    await server.restart()
    expect(await server.query('select * from notes')).toEqual([{ id: 1 }])
    await server.stop()
    expect(leftBehind(name)).toEqual([])
  })

  test('a cached data folder has a new password at each start; the old one, none and other users are refused', async () => {
    const first = await startServer()
    const { password } = first
    await first.stop()
    const before = readdirSync(join(cache, 'mysql'))
    const server = await startServer()
    expect(readdirSync(join(cache, 'mysql'))).toEqual(before)
    expect(server.password).not.toBe(password)
    for (const [user, word] of [
      ['root', password],
      ['root', ''],
      ['', ''],
      ['mariadb.sys', ''],
      ['nobody', 'x'],
    ] as const) {
      const url = `mysql://${user}:${word}@${server.host}:${server.port}/`
      const client = await openClient({ ...parseAddress(url), user })
      await expect(client.query('select 1')).rejects.toMatchObject({ errno: expect.toBeOneOf([1045, 4151]) as number })
      await client.close()
    }
    expect(await server.query("select user, host from mysql.user where user <> 'mariadb.sys'")).toEqual(
      expect.arrayContaining([{ User: 'root', Host: '127.0.0.1' }]),
    )
    await server.stop()
  })

  test('settings are those of the options, above those for tests, whatever option files the machine has', async () => {
    const server = await startServer({
      settings: { 'default-time-zone': '+02:00', sql_mode: 'ANSI', general_log: true },
    })
    const [row] = await server.query(
      'select @@time_zone as zone, @@sql_mode as mode, @@general_log as log, @@character_set_server as text, @@innodb_doublewrite as doublewrite',
    )
    expect(row).toMatchObject({ zone: '+02:00', log: 1, text: 'utf8mb4', doublewrite: 0 })
    expect(row?.['mode']).toContain('ANSI_QUOTES')
    await server.stop()
  })

  test('an app gets the address by `needs`, and stops before the server', async () => {
    const db = mysql()
    const program = `require('node:http').createServer((_, answer) => answer.end(process.env.DATABASE_URL)).listen(process.env.PORT, '127.0.0.1')`
    const api = await start(
      command(['node', '-e', program], { needs: { db }, env: ({ db }) => ({ DATABASE_URL: db.url, ...db.env }) }),
    )
    expect(await (await api.fetch('/')).text()).toMatch(/^mysql:\/\/root:[\w-]+@127\.0\.0\.1:\d+\/test$/)
    await api.stop()
  })

  test('a server that runs already is used, and its password is checked', async () => {
    const server = await startServer()
    const other = await start(mysql({ existing: server.url }))
    expect(await other.query('select 1 as one')).toEqual([{ one: 1 }])
    await other.stop()
    const wrong = server.url.replace(server.password, 'wrong')
    await expect(start(mysql({ existing: wrong }))).rejects.toThrow(/Access denied/)
    expect(await server.query('select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
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
    const { stdout: files } = await execute('ss', ['-Hxlp'])
    expect(files).not.toContain(`pid=${server.pid},`)
    await server.stop()
  })
})
