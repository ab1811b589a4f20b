import { start } from '@portside/core'
import { expect, test } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { database, type NewDatabase, postgres } from '../src/index'
import { anyPostgres } from './support/any-postgres'

anyPostgres()
ownCache()

test('steps are run anew for a server with other settings, which count while they run', async () => {
  const run = ({ query }: NewDatabase) => query("create table made as select '2026-01-01'::timestamptz as at")
  const textOf = async (timezone: string) => {
    const db = await start(database(postgres({ settings: { timezone } }), { migrate: { run, key: '1' } }))
    const rows = await db.query("select (at at time zone 'UTC')::text as text from made")
    await db.stop()
    return rows
  }
  expect(await textOf('UTC')).toEqual([{ text: '2026-01-01 00:00:00' }])
  expect(await textOf('Asia/Tokyo')).toEqual([{ text: '2025-12-31 15:00:00' }])
})
