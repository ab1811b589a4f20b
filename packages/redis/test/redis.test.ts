import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command, start } from '@portside/core'
import { probe } from '@portside/probe'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openClient } from '../src/client/client'
import { redis, type RedisOptions } from '../src/index'
import { parseAddress } from '../src/redis-address'
import { configurationOf } from '../src/server/settings'
import { serve } from './programs/serve'
import { leftBehind, ownName } from '../../service-kit/test/support/left-behind'
import { hasProgram, hasRedis, reason } from './support/server-programs'

const name = ownName('redisUnit')
const startServer = (options: RedisOptions = {}) => serve(name, options)

describe.skipIf(!hasRedis)(`redis() ${reason}`, () => {
  test('answers commands, keeps its port and password over a restart, and leaves nothing', async () => {
    const server = await startServer()
    const { host, port, password } = server
    expect(await server.send('SET', 'greeting', 'hello')).toBe('OK')
    expect(await server.send('GET', 'greeting')).toBe('hello')
    expect(await server.send('GET', 'none')).toBeNull()
    expect(await server.send<number>('RPUSH', 'list', 1, Buffer.from([0xff]), '')).toBe(3)
    expect(await server.send<string[]>('LRANGE', 'list', 0, 0)).toEqual(['1'])
    await expect(server.send('INCR', 'list')).rejects.toThrow('WRONGTYPE')
    const many = await Promise.all(Array.from({ length: 500 }, (_, index) => server.send('ECHO', `${index}`)))
    expect(many).toEqual(Array.from({ length: 500 }, (_, index) => String(index)))
    await server.flush()
    expect(await server.send('DBSIZE')).toBe(0)
    await server.restart()
    expect([server.port, server.password]).toEqual([port, password])
    expect(await server.send('PING')).toBe('PONG')
    expect(server.url).toBe(`redis://:${password}@${host}:${port}`)
    expect(server.env).toEqual({
      REDIS_URL: server.url,
      REDIS_HOST: '127.0.0.1',
      REDIS_PORT: String(port),
      REDIS_USERNAME: 'default',
      REDIS_PASSWORD: password,
      REDIS_DB: '0',
      REDISCLI_AUTH: password,
    })
    await server.stop()
    expect(leftBehind(name)).toEqual([])
  })

  test('nothing is written to disk, and there are 256 databases, unless settings say otherwise', async () => {
    const settings = async (server: Awaited<ReturnType<typeof startServer>>) =>
      Promise.all(
        ['save', 'appendonly', 'databases', 'maxmemory'].map(async (setting) => {
          const [, value] = await server.send<string[]>('CONFIG', 'GET', setting)
          return value
        }),
      )
    const plain = await startServer()
    expect(await settings(plain)).toEqual(['', 'no', '256', '0'])
    const own = await startServer({
      settings: { Databases: 4, appendonly: true, maxmemory: '64mb', save: '900 1 60 5' },
    })
    expect(await settings(own)).toEqual(['900 1 60 5', 'yes', '4', String(64 * 2 ** 20)])
    await own.send('SET', 'kept', 'over a restart')
    await own.restart()
    expect(await own.send('GET', 'kept')).toBe('over a restart')
    await Promise.all([plain.stop(), own.stop()])
  })

  test('each start has a new password, without which nobody reads', async () => {
    const first = await startServer()
    const second = await startServer()
    expect(second.password).not.toBe(first.password)
    const wrong = await startServer({ existing: second.url.replace(second.password, '') })
    await expect(wrong.send('GET', 'key')).rejects.toThrow('NOAUTH')
    const other = { existing: second.url.replace(second.password, first.password), startTimeoutMs: 2000 }
    await expect(startServer(other)).rejects.toThrow('WRONGPASS')
    await Promise.all([first.stop(), second.stop(), wrong.stop()])
  })

  test('the password is in no argument', async () => {
    const server = await startServer()
    expect(readFileSync(`/proc/${server.pid}/cmdline`, 'utf8')).not.toContain(server.password)
    await server.stop()
  })

  test('an app gets the address by `needs`', async () => {
    const cache = redis()
    const program = `require('node:http').createServer((_, answer) => answer.end(process.env.REDIS_URL)).listen(process.env.PORT, '127.0.0.1')`
    const needs = { cache }
    const api = await start(command(['node', '-e', program], { needs, env: ({ cache }) => ({ ...cache.env }) }))
    expect(await (await api.fetch('/')).text()).toMatch(/^redis:\/\/:[\w-]+@127\.0\.0\.1:\d+$/)
    await api.stop()
  })

  test('a server that runs already is used, with and without a password', async () => {
    const server = await startServer()
    const own = await startServer({ existing: `${server.url}/3` })
    await own.send('SET', 'key', 'in 3')
    expect(own).toMatchObject({ database: 3, pid: undefined })
    await own.stop()
    expect(await server.send('GET', 'key')).toBeNull()
    await server.send('CONFIG', 'SET', 'requirepass', '')
    const open = await startServer({ existing: `redis://${server.host}:${server.port}` })
    expect(await open.send('PING')).toBe('PONG')
    await open.stop()
    await server.stop()
  })

  test('a command that waits is an error once the server has ended', async () => {
    const server = await startServer()
    const other = await startServer({ existing: server.url })
    const waiting = other.send('BLPOP', 'nothing', 0)
    const rejected = expect(waiting).rejects.toMatchObject({ code: 'ECONNRESET' })
    await expect.poll(() => server.send('CLIENT', 'LIST')).toContain('cmd=blpop')
    await server.kill()
    await rejected
    await Promise.all([server.stop(), other.stop()])
  })

  test('a taken port is an error that names its owner', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    await expect(startServer({ port })).rejects.toMatchObject({ code: 'E_PORT_IN_USE' })
    other.close()
  })

  test('it listens on 127.0.0.1 alone', async () => {
    const server = await startServer()
    const socket = connect(server.port, '127.0.0.2')
    await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await server.stop()
  })
})

test.skipIf(!hasRedis)(`the path of the folder may have spaces, quotes and backslashes, ${reason}`, async () => {
  const parent = mkdtempSync(join(tmpdir(), 'redis-'))
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }))
  const folder = join(parent, String.raw`a "b" \c d`)
  mkdirSync(folder)
  const configuration = join(parent, 'redis.conf')
  writeFileSync(configuration, configurationOf({}, { folder, password: 'word' }))
  const program = hasProgram('redis-server') ? 'redis-server' : 'valkey-server'
  const server = await start(command([program, configuration, '--port', '{port}'], { ready: probe.redis() }))
  const client = await openClient(parseAddress(`redis://:word@127.0.0.1:${server.port}`))
  expect(await client.send('CONFIG', 'GET', 'dir')).toEqual(['dir', folder])
  client.close()
  await server.stop()
})
