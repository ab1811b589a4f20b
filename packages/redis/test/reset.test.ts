import { tmpdir } from 'node:os'
import { start } from '@portside/core'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { createServiceStore } from '../../core/src/lifecycle/service-store'
import { createRun } from '../../core/src/run/run'
import { openClient } from '../src/client/client'
import { database, type NewDatabase, redis, type ResettableHandle, type ResettableOptions } from '../src/index'
import { serve } from './programs/serve'
import { hasRedis, reason } from './support/server-programs'
import { deeds, fillAll, wholeState } from './support/whole-state'
import { faultsOf, startWriters } from './support/writers'

const keys = { worker: '1', file: 'a' }

describe.skipIf(!hasRedis).each(['database', 'process'] as const)(`reset, isolation: '%s', ${reason}`, (isolation) => {
  const server = redis()
  let store: ReturnType<typeof createServiceStore>
  beforeAll(() => {
    store = createServiceStore({ run: createRun(), keeps: ['run', 'worker'], directory: tmpdir() })
  })
  afterAll(() => store.close())

  /** A database for one test of this file, the moments of a file's tests, and an app with a connection that stays. */
  async function open(options: Omit<ResettableOptions, 'reset'> = {}) {
    const seed = async ({ send }: NewDatabase) => fillAll(send)
    const share = await store.acquire(database(server, { seed, reset: 'test', isolation, ...options }), keys, 'db')
    const db = share.handle as ResettableHandle
    const app = await openClient(db)
    const close = async () => {
      app.close()
      await share.release()
    }
    return {
      db,
      app,
      close,
      begin: (test: string, file = 'a') => store.followTest(keys, { kind: 'test', file, test }),
      beginFile: (file: string) => store.followTest(keys, { kind: 'file', file }),
    }
  }

  test('every test begins with the keys after `beforeAll` of its file, and every file with the seed', async () => {
    const { db, app, close, begin, beginFile } = await open()
    const seed = await wholeState(app.send)
    expect(Object.keys(seed)).toHaveLength(209)
    await beginFile('a')
    await app.send('SET', 'of the file', 1)
    await app.send('DEL', 'text:0')
    await begin('one')
    const ofFile = await wholeState(app.send)
    expect(ofFile).not.toEqual(seed)
    await app.send('FLUSHDB')
    await app.send('SET', 'of the test', 1)
    await begin('two')
    expect(await wholeState(app.send)).toEqual(ofFile)
    expect(await db.changes()).toEqual({ added: [], changed: [], removed: [] })
    await app.send('HSET', 'hash', 'name', 'Bob')
    await beginFile('b')
    expect(await wholeState(app.send)).toEqual(seed)
    await begin('three', 'b')
    expect(await wholeState(app.send)).toEqual(seed)
    await close()
  })

  test('by hand: reset, snapshot, restore and changes', async () => {
    const { db, app, close, begin } = await open()
    await begin('one')
    await app.send('SET', 'kept', 1)
    await db.snapshot('kept')
    await app.send('DEL', 'kept', 'text:1')
    await app.send('SET', 'text:2', 'other')
    await app.send('SET', 'added', 1)
    expect(await db.changes()).toEqual({ added: ['added'], changed: ['text:2'], removed: ['kept', 'text:1'] })
    // Streams and keys that expire are always written.
    expect(await db.restore('kept')).toMatchObject({ keys: 6 })
    expect(await app.send('MGET', 'kept', 'text:1', 'added')).toEqual(['1', 'value 1', null])
    await app.send('FLUSHDB')
    expect((await db.changes()).removed).toHaveLength(210)
    const report = await db.reset()
    expect(report.keys).toBe(209)
    expect(report.ms).toBeGreaterThan(0)
    expect(await app.send('GET', 'kept')).toBeNull()
    await expect(db.restore('missing')).rejects.toThrow(TypeError)
    expectTypeOf(db.client).toBeUndefined()
    await close()
  })

  test('whatever tests do is undone, and the app stays connected', async () => {
    const { app, close, begin } = await open()
    await begin('first')
    const seed = await wholeState(app.send)
    const id = await app.send('CLIENT', 'ID')
    for (let round = 0; round < 2 * deeds.length; round += 1) {
      const chosen = [round, round * 7 + 3].map((index) => deeds[index % deeds.length] ?? [])
      for (const words of chosen.flat()) await app.send(...words).catch(() => undefined)
      await begin(`round ${round}`)
      expect(await wholeState(app.send), JSON.stringify(chosen)).toEqual(seed)
    }
    expect(await app.send('CLIENT', 'ID')).toBe(id)
    await close()
  })

  test('keys that could not be restored for a file are not those that its tests begin with', async () => {
    const { app, close, begin, beginFile } = await open()
    const seed = await wholeState(app.send)
    await begin('one')
    await app.send('SET', 'of the file a', 1)
    await app.send('DEL', 'text:1')
    await app.send('CONFIG', 'SET', 'maxmemory', 1)
    await expect(beginFile('b')).rejects.toThrow(/OOM|EXECABORT/)
    await app.send('CONFIG', 'SET', 'maxmemory', 0)
    await begin('two', 'b')
    expect(await wholeState(app.send)).toEqual(seed)
    await close()
  })

  test('a reset goes on when its connections were lost', async () => {
    const { db, app, close, begin } = await open()
    const seed = await wholeState(app.send)
    await begin('one')
    for (const type of ['normal', 'pubsub']) {
      await app.send('DEL', 'text:1')
      await app.send('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes')
      await app.send('SET', 'text:2', 'other')
      await app.send('SET', 'added', 1)
      await begin(`after ${type}`)
      expect(await wholeState(app.send)).toEqual(seed)
      await app.send('SET', 'text:3', 'other')
      expect(await db.changes()).toEqual({ added: [], changed: ['text:3'], removed: [] })
      await begin('next')
      expect(await wholeState(app.send)).toEqual(seed)
    }
    await app.send('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await db.snapshot('whole')
    await app.send('FLUSHDB')
    await app.send('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await db.restore('whole')
    expect(await wholeState(app.send)).toEqual(seed)
    await close()
  })

  test('a key that expires has the same time to live in each test, also if it has expired', async () => {
    const seed = ({ send }: NewDatabase) => send('SET', 'short', 'lived', 'PX', 500)
    const { app, close, begin } = await open({ seed })
    await begin('first')
    await expect.poll(() => app.send('GET', 'short')).toBeNull()
    await begin('second')
    expect(await app.send('GET', 'short')).toBe('lived')
    expect(await app.send<number>('PTTL', 'short')).toBeGreaterThan(100)
    await close()
  })

  test('clients that wait stay connected through a reset, and get what comes next', async () => {
    const { db, app, close, begin } = await open()
    await begin('first')
    const [popper, reader, group] = await Promise.all([openClient(db), openClient(db), openClient(db)])
    const popped = popper.send('BLPOP', 'queue', 0)
    const read = reader.send('XREAD', 'BLOCK', 0, 'STREAMS', 'stream', '$')
    await group.send('XREADGROUP', 'GROUP', 'readers', 'ann', 'STREAMS', 'stream', '>')
    const claimed = group.send('XREADGROUP', 'GROUP', 'readers', 'ann', 'BLOCK', 0, 'STREAMS', 'other stream', '>')
    claimed.catch(() => undefined)
    await expect.poll(() => app.send<string>('CLIENT', 'LIST')).toMatch(/cmd=blpop[^]*cmd=xread/)
    await app.send('SET', 'text:1', 'other')
    await begin('second')
    await app.send('RPUSH', 'queue', 'job')
    await app.send('XADD', 'stream', '*', 'name', 'third')
    expect(await popped).toEqual(['queue', 'job'])
    expect(await read).toMatchObject([['stream', [[expect.any(String), ['name', 'third']]]]])
    for (const client of [popper, reader, group]) client.close()
    await close()
  })

  test('under writers that never pause, each reset is of one moment', async () => {
    const { db, app, close, begin } = await open()
    await begin('first')
    const writers = await startWriters(db, 4)
    for (let round = 0; round < 30; round += 1) {
      await begin(`round ${round}`)
      expect(await faultsOf(app, 4)).toEqual([])
    }
    await writers.stop()
    await begin('last')
    expect(await app.send('DBSIZE')).toBe(209)
    await close()
  })
})

test.skipIf(!hasRedis)('a server that runs already is reset too, or refused with the reason', async () => {
  const theirs = await serve('redisResetTheirs', {})
  const events = 'notify-keyspace-events'
  await theirs.send('CONFIG', 'SET', events, 'Ex')
  const db = await start(database(redis({ existing: theirs.url }), { reset: 'test' }))
  await db.send('SET', 'key', 1)
  expect(await db.reset()).toMatchObject({ keys: 1 })
  expect(await db.send('DBSIZE')).toBe(0)
  const other = await start(database(redis({ existing: `${theirs.url}/` }), { reset: 'test' }))
  expect(String(await theirs.send('CONFIG', 'GET', events))).toMatch(/AK/)
  await db.stop()
  expect(String(await theirs.send('CONFIG', 'GET', events))).toMatch(/AK/)
  await other.send('SET', 'key', 1)
  await theirs.send('CLIENT', 'KILL', 'TYPE', 'pubsub')
  expect(await other.reset()).toMatchObject({ keys: 0 })
  expect(await other.send('DBSIZE')).toBe(0)
  await other.stop()
  expect(await theirs.send('CONFIG', 'GET', events)).toEqual([events, 'xE'])
  await theirs.send('ACL', 'SETUSER', 'writer', 'on', '>word', '~*', '&*', '+@all', '-config')
  const url = `redis://writer:word@${theirs.host}:${theirs.port}`
  const starting = start(database(redis({ existing: url }), { reset: 'test' }))
  await expect(starting).rejects.toThrow(/NOPERM.*'config\|get'/)
  await expect(starting).rejects.toThrow('A reset needs the keyspace notifications of the server')
  await theirs.stop()
})
