import { start } from '@portside/core'
import mysqlDriver from 'mysql2/promise'
import { describe, expect, test } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { database, mysql } from '../src/index'
import { hasMysql, reason } from './support/installed-mysql'
import { resetSchema, stateOf } from './support/reset-schema'

ownCache()

describe.skipIf(!hasMysql)(`the user of a server that runs already, ${reason}`, () => {
  test('a user without the right to create databases gets an error that names it, and its hints are enough for resets', async () => {
    const server = await start(mysql())
    const user = "'o''limited'@'%'"
    await server.query(`create user ${user} identified by 'secret'; grant all on test.* to ${user}`)
    const existing = server.url.replace(/root:[^@]*/, "o'limited:secret")
    const migrate = {
      run: async ({ query }: { query: (sql: string) => Promise<unknown> }) => query(resetSchema),
      key: resetSchema,
    }
    const starting = start(database(mysql({ existing }), { migrate }))
    await expect(starting).rejects.toMatchObject({ code: 'E_NOT_READY' })
    await expect(starting).rejects.toThrow("the user o'limited may not create databases on the server of `existing`")
    await expect(starting).rejects.toThrow(
      "with the host that the user has: GRANT ALL ON `db\\_%`.* TO 'o''limited'@'%';",
    )
    await expect(starting).rejects.toThrow('Or leave `database()` out, and give `mysql({ existing })` the URL')

    const { message } = await starting.then(
      () => new Error('it has started'),
      (error: Error) => error,
    )
    const grants = [...message.matchAll(/GRANT .*?;/g)].map(([grant]) => grant)
    expect(grants).toHaveLength(2)
    for (const grant of grants) await server.query(grant)
    const db = await start(database(mysql({ existing }), { migrate, reset: 'test' }))
    const seed = await stateOf(db.query)
    await db.query('truncate log; delete from customers')
    await db.reset()
    expect(await stateOf(db.query)).toEqual(seed)
    await db.stop()
    await server.stop()
  })

  test.each(['a server that runs already', 'a server of its own'])(
    'a step on %s that lacks a right of its own has the error of its statement',
    async (kind) => {
      const server = await start(mysql())
      const definition = kind === 'a server of its own' ? mysql() : mysql({ existing: server.url })
      const migrate = async ({ url, query }: { url: string; query: (sql: string) => Promise<unknown> }) => {
        const { pathname } = new URL(url)
        await query(
          `create or replace user 'app'@'127.0.0.1' identified by 'secret'; grant select on \`${pathname.slice(1)}\`.* to 'app'@'127.0.0.1'`,
        )
        const app = await mysqlDriver.createConnection(url.replace(/root:[^@]*/, 'app:secret'))
        try {
          await app.query('create table notes (id int)')
        } finally {
          await app.end()
        }
      }
      const starting = start(database(definition, { migrate }))
      await expect(starting).rejects.toMatchObject({ errno: 1142 })
      await expect(starting).rejects.toThrow(/^CREATE command denied to user 'app'/)
      await server.stop()
    },
  )
})
