import { start } from '@portside/core'
import { describe, expect, test } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { database, mysql } from '../src/index'

ownCache()

// No package of MySQL can be installed where these tests run every day.
const binaries = process.env['PORTSIDE_TEST_MYSQL_BIN']
const reason = 'skipped: PORTSIDE_TEST_MYSQL_BIN names no folder with `mysqld` of MySQL 8'

const schema = `
  create table parents (id int auto_increment primary key, name varchar(50), loud varchar(50) as (upper(name)) stored);
  create table children (id int auto_increment primary key, parent int, foreign key (parent) references parents (id) on delete cascade);
  create table notes (text text);
  create trigger parent_notes after insert on parents for each row insert into notes values (new.name);
  create view loud_parents as select loud from parents;
  insert into parents (name) values ('one'), ('two');
  insert into children (parent) values (1), (1), (2)`

describe.skipIf(binaries === undefined)(`MySQL 8${binaries === undefined ? `, ${reason}` : ''}`, () => {
  test('starts, restarts and stops', async () => {
    const server = await start(mysql({ binaries: binaries ?? '' }))
    await server.query('create table notes (id int); insert into notes values (1)')
    await server.restart()
    expect(await server.query('select * from notes')).toEqual([{ id: 1 }])
    await server.stop()
  })

  test('resets what was changed, also by cascades and TRUNCATE', async () => {
    const migrate = {
      run: async ({ query }: { query: (sql: string) => Promise<unknown> }) => query(schema),
      key: schema,
    }
    const db = await start(database(mysql({ binaries: binaries ?? '' }), { migrate, reset: 'test' }))
    const state = () =>
      db.query(
        'select (select count(*) from parents) as parents, (select count(*) from children) as children, (select count(*) from notes) as notes, (select count(*) from loud_parents) as loud',
      )
    const seed = await state()
    expect(seed).toEqual([{ parents: 2, children: 3, notes: 2, loud: 2 }])
    await db.query("insert into parents (name) values ('three'); delete from parents where id = 1; truncate notes")
    expect((await db.reset()).tables).toBe(3)
    expect(await state()).toEqual(seed)
    await db.query("insert into parents (name) values ('three')")
    expect(await db.query("select id from parents where name = 'three'")).toEqual([{ id: 3 }])
    expect((await db.reset()).tables).toBe(2)
    expect((await db.reset()).tables).toBe(0)
    await db.stop()
  })
})
