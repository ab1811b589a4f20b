import { tmpdir } from 'node:os'
import { expect, onTestFinished, test } from 'vitest'
import { ownCache } from '../../../test/support/own-cache'
import { createServiceStore } from '../../core/src/lifecycle/service-store'
import { createRun } from '../../core/src/run/run'
import { database, postgres, type PostgresHandle, type ResettableHandle } from '../src/index'
import { anyPostgres } from './support/any-postgres'

anyPostgres()
ownCache()
const keys = { worker: '1', file: 'a' }

/** 200 tables, two of which refer to each other; five have rows. */
const schema = [
  'create table audit (id serial primary key, text text)',
  "create function note() returns trigger language plpgsql as $$ begin insert into audit (text) values (tg_table_name || ' ' || new.id); return new; end $$",
  'create sequence invoices',
  ...Array.from(
    { length: 199 },
    (_, index) =>
      `create table t${index} (id serial primary key, other int, text text default 'x', twice int generated always as (other * 2) stored)`,
  ),
  'alter table t0 add foreign key (other) references t1',
  'alter table t1 add foreign key (other) references t0 deferrable initially deferred',
  ...[0, 1, 2].map(
    (index) => `create trigger row_notes after insert on t${index} for each row execute function note()`,
  ),
  'insert into t1 (other) select n from generate_series(1, 20) n; insert into t0 (other) select n from generate_series(1, 20) n',
  ...[2, 3, 4].map((index) => `insert into t${index} (other) select n from generate_series(1, 20) n`),
  'create view all_of_t0 as select * from t0',
].join(';\n')

const state = `select (select count(*) from t0)::int as t0, (select count(*) from t1)::int as t1, (select count(*) from t7)::int as t7,
  (select string_agg(id || text, ',' order by id) from audit) as audit, (select last_value || ' ' || is_called from invoices) as invoices,
  (select count(*) from all_of_t0)::int as view`

const changes = `insert into t1 (other) values (21) returning id; insert into t0 (other) values (21) returning id;
  insert into t7 (other) values (1); update t2 set text = 'y' where id = 3; select nextval('invoices')`

async function open(existing?: string) {
  const store = createServiceStore({ run: createRun(), keeps: ['run'], directory: tmpdir() })
  onTestFinished(() => store.close())
  const server = postgres({ existing })
  const { handle } = await store.acquire(server)
  const migrate = { run: async ({ query }: { query: (sql: string) => Promise<unknown> }) => query(schema), key: '1' }
  const share = await store.acquire(database(server, { migrate, reset: 'test' }), keys, 'db')
  const begin = (name: string) => store.followTest(keys, { kind: 'test', file: 'a', test: name })
  return { url: (handle as PostgresHandle).url, db: share.handle as ResettableHandle, begin }
}

async function timesOf({ db, begin }: Awaited<ReturnType<typeof open>>): Promise<readonly number[]> {
  await begin('first')
  const seed = await db.query(state)
  const times: number[] = []
  for (let round = 0; round < 30; round += 1) {
    await db.query(changes)
    // Numbers go on from the seed, in each round.
    expect(await db.query('select max(id) as id from t7')).toEqual([{ id: 1 }])
    expect(await db.query('select max(id) as id from t0')).toEqual([{ id: 21 }])
    const beganAt = performance.now()
    await begin(`round ${round}`)
    times.push(performance.now() - beganAt)
    expect(await db.query(state)).toEqual(seed)
  }
  return times.sort((one, other) => one - other)
}

test('200 tables cost what those cost that were changed; where the log cannot be read, all are compared', async () => {
  const own = await open()
  const times = await timesOf(own)
  const existing = await timesOf(await open(own.url))
  // Some thirty milliseconds, and fifty; a busy machine takes its time.
  for (const median of [times[15], existing[15]]) expect(median).toBeLessThan(2000)
})
