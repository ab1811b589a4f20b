import { start } from '@portside/core'
import { expect, test } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { database, type NewDatabase, postgres } from '../src/index'
import { anyPostgres } from './support/any-postgres'

anyPostgres()
ownCache()

test('a step that was killed in the middle leaves no template', async () => {
  const migrate = async ({ query }: NewDatabase): Promise<void> => {
    await query("create table notes (id serial, text text); insert into notes (text) values ('migrated')")
  }
  const abort = new AbortController()
  const run = async ({ query }: NewDatabase): Promise<void> => {
    await query("insert into notes (text) values ('first')")
    if (!abort.signal.aborted) {
      abort.abort()
      await query('select pg_sleep(60)')
    }
    await query("insert into notes (text) values ('second')")
  }
  const definition = database(postgres(), { migrate: { run: migrate, key: '1' }, seed: { run, key: '1' } })
  await expect(start(definition, { signal: abort.signal })).rejects.toBeDefined()
  expect(abort.signal.aborted).toBe(true)
  const db = await start(definition)
  expect(await db.query('select text from notes order by id')).toEqual(
    ['migrated', 'first', 'second'].map((text) => ({ text })),
  )
  await db.stop()
})
