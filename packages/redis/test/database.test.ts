import { tmpdir } from 'node:os'
import { defineServices, override, start, type ServiceScope } from '@portside/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createServiceStore } from '../../core/src/lifecycle/service-store'
import { createRun } from '../../core/src/run/run'
import { openClient } from '../src/client/client'
import { connectionTo } from '../src/database/server-connection'
import { database, type DatabaseHandle, type DatabaseOptions, redis } from '../src/index'
import { serve } from './programs/serve'
import { leftBehind, ownName } from '../../service-kit/test/support/left-behind'
import { hasRedis, reason } from './support/server-programs'

describe.skipIf(!hasRedis)(`databases ${reason}`, () => {
  const server = redis()
  const name = ownName('redisStore')
  let store: ReturnType<typeof createServiceStore>
  beforeAll(() => {
    defineServices({ [name]: server })
    store = createServiceStore({ run: createRun(), keeps: ['run', 'worker'], directory: tmpdir() })
  })
  afterAll(async () => {
    await store.close()
    expect(leftBehind(name)).toEqual([])
  })

  async function acquire<C, S extends ServiceScope>(
    definition: ReturnType<typeof database<'run', C, undefined, S>>,
    test = '',
  ) {
    const share = await store.acquire(definition, { worker: '1', file: 'a', test }, 'db')
    return { db: share.handle as DatabaseHandle<C>, release: share.release }
  }

  test('twenty tests at once have a database each, with the keys of its seed alone', async () => {
    const definition = database(server, { scope: 'test', seed: ({ send }) => send('SET', 'seeded', 'yes') })
    const held = await Promise.all(Array.from({ length: 20 }, (_, index) => acquire(definition, String(index))))
    expect(new Set(held.map(({ db }) => db.database)).size).toBe(20)
    await Promise.all(held.map(async ({ db }, index) => db.send('SET', 'own', index)))
    for (const [index, { db }] of held.entries()) {
      expect(await db.send('KEYS', '*')).toHaveLength(2)
      expect(await db.send('GET', 'own')).toBe(String(index))
      expect(db.url).toBe(`redis://:${db.password}@127.0.0.1:${db.port}/${db.database}`)
      expect(db.env).toMatchObject({ REDIS_URL: db.url, REDIS_DB: String(db.database) })
    }
    await held[0]?.db.flush()
    expect(await held[0]?.db.send('DBSIZE')).toBe(0)
    expect(await held[1]?.db.send('DBSIZE')).toBe(2)
    await Promise.all(held.map(({ release }) => release()))
  })

  test('nobody can empty the databases of others', async () => {
    const { db, release } = await acquire(database(server, { scope: 'test' }))
    for (const words of [['FLUSHALL'], ['SWAPDB', 0, 1], ['SHUTDOWN'], ['REPLICAOF', 'NO', 'ONE']])
      await expect(db.send(...words)).rejects.toThrow(/NOPERM/)
    await expect(db.send('EVAL', "return redis.call('flushall')", 0)).rejects.toThrow(
      /NOPERM|can't run this command|ACL failure in script/,
    )
    await release()
  })

  test('`flush` of a server says why it may no longer empty all databases, and what to do', async () => {
    const own = await serve('redisFlush')
    await own.flush()
    const connection = await connectionTo(own, true)
    const taken = await connection.take('cache')
    const flushing = own.flush()
    await expect(flushing).rejects.toMatchObject({ code: 'E_NOT_READY', service: 'redisFlush' })
    await expect(flushing).rejects.toThrow('may not empty the server: `database()` has given out databases of it')
    await expect(flushing).rejects.toThrow('Empty one database: call `flush()` of its handle, or send FLUSHDB.')
    await expect(flushing).rejects.toThrow("`isolation: 'process'` gives a database a server of its own")
    await connection.release(taken)
    await own.send('ACL', 'SETUSER', 'reader', 'on', '>word', '~*', '+@read')
    const theirs = await serve('redisFlushTheirs', { existing: `redis://reader:word@${own.host}:${own.port}` })
    await expect(theirs.flush()).rejects.toThrow('To empty a server needs FLUSHALL.')
    await theirs.stop()
    await own.stop()
  })

  test('a number is empty when it is given out again', async () => {
    const small = await serve('redisSmall', { settings: { databases: 2 } })
    const definition = database(redis({ existing: small.url }), { scope: 'run' })
    const first = await start(definition)
    const app = await openClient(first)
    await app.send('SET', 'key', 'value')
    await expect(start(definition)).rejects.toThrow('found no numbered database that is free')
    await first.stop()
    const second = await start(definition)
    expect(second.database).toBe(first.database)
    expect(await second.send('DBSIZE')).toBe(0)
    app.close()
    await second.stop()
    await small.stop()
  })

  test('when all numbers are in use, the error names the setting', async () => {
    const db = database(redis({ settings: { databases: 1 } }))
    await expect(start(db)).rejects.toThrow('Set `settings: { databases: 64 }` of `redis()`')
  })

  test('a server that runs already: databases with keys are not touched, and those used are emptied', async () => {
    const theirs = await serve('redisTheirs', { settings: { databases: 4 } })
    await theirs.send('SET', 'of', 'the developer')
    const two = await openClient({ ...theirs, database: 2 })
    await two.send('SET', 'more', 'of them')
    const definition = database(redis({ existing: theirs.url }), { seed: ({ send }) => send('SET', 'seeded', 1) })
    const held = [await start(definition), await start(definition)]
    expect(new Set(held.map((one) => one.database))).toEqual(new Set([1, 3]))
    await expect(start(definition)).rejects.toThrow('all others are in use, or have keys')
    await Promise.all(held.map((one) => one.stop()))
    expect(await theirs.send<string>('INFO', 'keyspace')).toMatch(/^# Keyspace\r\ndb0:keys=1,[^]*\r\ndb2:keys=1,[^]*$/)
    expect(await theirs.send<string>('INFO', 'keyspace')).not.toMatch(/db[13]/)
    two.close()
    await theirs.stop()
  })

  test('an account that may not do what is needed is an error that says so', async () => {
    const theirs = await serve('redisAccount', {})
    await theirs.send('ACL', 'SETUSER', 'reader', 'on', '>word', '~*', '&*', '+@read', '+ping', '+select')
    const url = `redis://reader:word@${theirs.host}:${theirs.port}`
    const starting = start(database(redis({ existing: url })))
    await expect(starting).rejects.toMatchObject({ code: 'E_NOT_READY' })
    await expect(starting).rejects.toThrow(/NOPERM.* 'subscribe'/)
    await expect(starting).rejects.toThrow('Give the account these rights')
    await theirs.stop()
  })

  test('an account that may not ask for the number of databases gets an error that says when none is left', async () => {
    const theirs = await serve('redisUncounted', { settings: { databases: 4 } })
    await theirs.send('ACL', 'SETUSER', 'app', 'on', '>word', '~*', '&*', '+@all', '-config')
    const definition = database(redis({ existing: `redis://app:word@${theirs.host}:${theirs.port}` }))
    const held = [await start(definition), await start(definition), await start(definition)]
    expect(new Set(held.map((one) => one.database))).toEqual(new Set([1, 2, 3]))
    const starting = start(definition)
    await expect(starting).rejects.toThrow('found no numbered database that is free')
    await expect(starting).rejects.toThrow('The server has 4:')
    await Promise.all(held.map((one) => one.stop()))
    await theirs.stop()
  })

  test('two processes never have one number at a time', async () => {
    // Each definition of a server that runs already has a connection of its own, as a process has.
    const theirs = await serve('redisShared', { settings: { databases: 40 } })
    const urls = [theirs.url, `${theirs.url}/`, `${theirs.url}/0`, theirs.url.replace('redis://', 'redis://default')]
    const definitions = urls.map((existing) => database(redis({ existing })))
    const starting = definitions.flatMap((definition) => Array.from({ length: 8 }, () => start(definition)))
    const held = await Promise.all(starting)
    expect(new Set(held.map((one) => one.database)).size).toBe(32)
    await Promise.all(held.map((one) => one.stop()))
    await theirs.stop()
  })

  test('with `isolation: process` each has a server: channels and FLUSHALL are its own', async () => {
    const definition = database(server, {
      scope: 'test',
      isolation: 'process',
      seed: ({ send }) => send('SET', 'a', 1),
    })
    const [one, two] = await Promise.all([acquire(definition, 'one'), acquire(definition, 'two')])
    expect(one.db.port).not.toBe(two.db.port)
    const heard: string[] = []
    const listener = await openClient(two.db, { onMessage: (_, message) => heard.push(message.toString()) })
    await listener.send('SUBSCRIBE', 'events')
    expect(await one.db.send('PUBLISH', 'events', 'of one')).toBe(0)
    expect(await two.db.send('PUBLISH', 'events', 'of two')).toBe(1)
    await expect.poll(() => heard).toEqual(['of two'])
    await one.db.send('FLUSHALL')
    expect(await two.db.send('DBSIZE')).toBe(1)
    listener.close()
    await Promise.all([one.release(), two.release()])
  })

  test('`isolation: process` needs a server of portside', async () => {
    const theirs = await serve('redisGiven', {})
    const definition = database(redis({ existing: theirs.url }), { isolation: 'process' })
    const starting = start(definition)
    await expect(starting).rejects.toThrow("`isolation: 'process'` needs a server that portside starts")
    await expect(starting).rejects.toThrow('Give `database()` a `redis()` without `existing`.')
    await theirs.stop()
  })

  test('a client of the user is opened once, and closed with the handle', async () => {
    const events: string[] = []
    const definition = database(server, {
      scope: 'test',
      client: {
        open: (url) => {
          events.push('open')
          return openClient({ ...parse(url), url })
        },
        close: (client) => {
          client.close()
          events.push('close')
        },
      },
    })
    const { db, release } = await acquire(definition)
    expect(events).toEqual([])
    expect(db.client).toBe(db.client)
    expect(await (await db.client).send('PING')).toBe('PONG')
    await release()
    expect(events).toEqual(['open', 'close'])
  })

  test('a variant with another server is a database of that', async () => {
    const other = redis({ settings: { maxmemory: '100mb' } })
    const db = await start(override(database(server), { needs: { server: other } }))
    expect(await db.send('CONFIG', 'GET', 'maxmemory')).toEqual(['maxmemory', String(100 * 2 ** 20)])
    await db.stop()
  })

  test('a seed that fails has its error', async () => {
    const failing = database(redis(), { seed: ({ send }) => send('NONSENSE') })
    await expect(start(failing)).rejects.toThrow("unknown command 'NONSENSE'")
  })
})

function parse(url: string) {
  const { hostname, port, password, pathname } = new URL(url)
  return { host: hostname, port: Number(port), user: 'default', password, database: Number(pathname.slice(1)) }
}

test.each([
  [{ seed: './seed.sql' }, 'seed'],
  [{ isolation: 'server' }, 'isolation'],
  [{ client: {} }, 'client'],
  [{ reset: 'file' }, 'reset'],
  [{ reset: 'test', scope: 'run' }, 'scope'],
])('wrong options of database() are a TypeError: %j', (options, option) => {
  const define = () => database(redis(), options as DatabaseOptions)
  expect(define).toThrow(TypeError)
  expect(define).toThrow(option)
})
