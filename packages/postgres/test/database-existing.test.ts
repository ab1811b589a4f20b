import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { start } from '@portside/core'
import { expect, onTestFinished, test } from 'vitest'
import { database, postgres } from '../src/index'
import { ownCache } from '../../../test/support/own-cache'

ownCache()

test('a server that runs already is used for databases, which are dropped', async () => {
  const server = await start(postgres())
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'postgres-existing-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(
    join(folder, 'notes.sql'),
    "create table notes (id serial, text text); insert into notes (text) values ('migrated; once')",
  )
  writeFileSync(join(folder, 'seed.sql'), "insert into notes (text) values ('seeded')")
  const db = await start(database(postgres({ existing: server.url }), { migrate: 'notes.sql', seed: 'seed.sql' }), {
    directory: folder,
  })
  expect(await db.query('select text from notes order by id')).toEqual([{ text: 'migrated; once' }, { text: 'seeded' }])
  await db.stop()
  const left = await server.query<{ datname: string }>(
    "select datname from pg_database where datname not like 'template_' order by 1",
  )
  expect(left.map(({ datname }) => datname.replace(/_[\da-f]+$/, '_'))).toEqual(['portside_template_', 'postgres'])
  await server.stop()
})
