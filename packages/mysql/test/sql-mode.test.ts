import { start } from '@portside/core'
import { describe, expect, test } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { database, mysql } from '../src/index'
import { hasMysql, reason } from './support/installed-mysql'
import { resetSchema, stateOf } from './support/reset-schema'

ownCache()

const views = `
  create function twice(n int) returns int deterministic return n * 2;
  create view doubled as select id, twice(id) as twice, name || '\\\\!' as loud from customers;
  create view four as select twice from doubled where id = 2
`

type Query = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>

async function viewsOf(query: Query): Promise<unknown> {
  return [await query('select * from four'), await query('select loud from "doubled" where id = 1')]
}

describe.skipIf(!hasMysql)(`with another sql_mode, ${reason}`, () => {
  const settings = { sql_mode: 'ANSI,NO_BACKSLASH_ESCAPES' }
  const migrate = {
    run: async ({ query }: { query: Query }) => {
      await query(resetSchema)
      for (const view of views.split(';')) await query(view)
      await query(String.raw`create trigger marked before insert on log for each row set new.text = new.text || '\'`)
      await query(String.raw`create table "odd \ name" (id int primary key)`)
    },
    key: resetSchema + views,
  }

  test.each(['a server of its own', 'a server that runs already'])('databases of %s are whole', async (of) => {
    const server = of === 'a server of its own' ? undefined : await start(mysql({ settings }))
    const definition = server === undefined ? mysql({ settings }) : mysql({ existing: server.url })
    const db = await start(database(definition, { migrate }))
    const [row] = await db.query('select @@sql_mode as mode')
    expect(row?.['mode']).toMatch(/ANSI_QUOTES.*NO_BACKSLASH_ESCAPES/)
    expect(await viewsOf(db.query)).toEqual([[{ twice: 4 }], [{ loud: String.raw`customer 1\\!` }]])
    await db.query("insert into log values ('new')")
    expect(await db.query("select text from log where text like 'new%'")).toEqual([{ text: 'new\\' }])
    await db.stop()
    await server?.stop()
  })

  test.each(['worker', 'test'] as const)('a database of the scope %s is reset', async (scope) => {
    const db = await start(database(mysql({ settings }), { migrate, reset: 'test', scope }))
    const seed = await stateOf(db.query)
    await db.query(
      'truncate log; delete from customers; insert into "odd \\ name" values (1); insert into log values (\'new\')',
    )
    expect((await db.changes())['log']?.inserted).toBe(1)
    await db.reset()
    expect(await stateOf(db.query)).toEqual(seed)
    expect(await db.query('select * from "odd \\ name"')).toEqual([])
    await db.stop()
  })
})
