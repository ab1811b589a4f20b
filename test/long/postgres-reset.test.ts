import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { driver, type Sql } from '../../packages/postgres/test/support/driver'
import { expect, test } from 'vitest'
import { createServiceStore } from '../../packages/core/src/lifecycle/service-store'
import { createRun } from '../../packages/core/src/run/run'
import { database, postgres, type ResettableHandle } from '../../packages/postgres/src/index'
import { deeds, resetSchema, wholeState } from '../../packages/postgres/test/support/reset-schema'

const parent = '/usr/lib/postgresql'
const [version] = existsSync(parent) ? readdirSync(parent) : []
const keys = { worker: '1', file: 'a' }

/** A database with an app that has a pool of 10 and named prepared statements. */
async function open() {
  const store = createServiceStore({ run: createRun(), keeps: ['run'] })
  const server = postgres({ binaries: join(parent, version ?? '', 'bin') })
  const migrate = async ({ query }: { readonly query: (sql: string) => Promise<unknown> }) => query(resetSchema)
  const share = await store.acquire(database(server, { migrate, reset: 'test' }), keys, 'db')
  const app = driver((share.handle as ResettableHandle).url, { max: 10, onnotice: () => undefined })
  return {
    app,
    begin: (name: string) => store.followTest(keys, { kind: 'test', file: 'a', test: name }),
    close: async () => {
      await app.end({ timeout: 1 })
      await store.close()
    },
  }
}

async function stateOf(app: Sql): Promise<unknown> {
  return [...(await app.unsafe(wholeState))]
}

test.skipIf(version === undefined)(
  '1,000 resets under an app with a pool of 10: no wrong row, no error of the app',
  async () => {
    const { app, begin, close } = await open()
    await begin('first')
    const seed = await stateOf(app)
    for (let round = 0; round < 1000; round += 1) {
      await Promise.all(
        Array.from({ length: 10 }, async (_, index) => {
          await app`insert into customers (name) values (${`of ${round} and ${index}`})`
          await app`update orders set total = total + 1 where id = ${1 + ((round + index) % 1000)}`
          await app`delete from items where order_id = ${1 + ((round * 3 + index) % 1000)}`
        }),
      )
      await begin(`round ${round}`)
      const [row] =
        await app`select count(*)::int as customers, (select count(*)::int from items) as items, (select sum(total)::int from orders) as total from customers`
      expect(row).toEqual({ customers: 200, items: 2000, total: 500_500 })
      if (round % 10 === 0) expect(await stateOf(app)).toEqual(seed)
    }
    await close()
  },
)

test.skipIf(version === undefined)('250 chaotic tests are undone', async () => {
  const { app, begin, close } = await open()
  await begin('first')
  const seed = await stateOf(app)
  for (let round = 0; round < 250; round += 1) {
    const chosen = Array.from({ length: 4 }, (_, index) => deeds[(round * 11 + index * 7) % deeds.length] ?? '')
    await Promise.all(chosen.map((deed) => run(app, deed)))
    await begin(`chaos ${round}`)
    expect(await stateOf(app), chosen.join('; ')).toEqual(seed)
  }
  await close()
})

async function run(app: Sql, deed: string): Promise<void> {
  const connection = await app.reserve()
  try {
    for (const statement of deed.split('; ')) await connection.unsafe(statement)
  } catch {
    await connection.unsafe('rollback').catch(() => undefined)
  } finally {
    connection.release()
  }
}
