import { start } from '@portside/core'
import { describe, expect, test } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { database, mysql } from '../src/index'
import { hasMysql, reason } from './support/installed-mysql'
import { resetSchema, stateOf } from './support/reset-schema'

ownCache()

describe.skipIf(!hasMysql)(`the user of a server that runs already, ${reason}`, () => {
  test('who may not make databases has an error that says so; who may make only ours has resets, too', async () => {
    const server = await start(mysql())
    const user = "'limited'@'127.0.0.1'"
    await server.query(`create user ${user} identified by 'secret'; grant all on test.* to ${user}`)
    const existing = server.url.replace(/root:[^@]*/, 'limited:secret')
    const migrate = async ({ query }: { query: (sql: string) => Promise<unknown> }) => query(resetSchema)
    const starting = start(database(mysql({ existing }), { migrate }))
    await expect(starting).rejects.toMatchObject({ code: 'E_NOT_READY' })
    await expect(starting).rejects.toThrow(/the user limited may not make databases on the server of `existing`/)
    await expect(starting).rejects.toThrow("Let an administrator run `GRANT ALL ON *.* TO 'limited'@'%'`")
    await expect(starting).rejects.toThrow('Or leave `database()` out, and give `mysql({ existing })` the URL')

    await server.query(`grant all on \`db\\_%\`.* to ${user}`)
    const db = await start(database(mysql({ existing }), { migrate, reset: 'test' }))
    const seed = await stateOf(db.query)
    await db.query('truncate log; delete from customers')
    await db.reset()
    expect(await stateOf(db.query)).toEqual(seed)
    await db.stop()
    await server.stop()
  })
})
