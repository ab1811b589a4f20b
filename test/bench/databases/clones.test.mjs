// Run by databases.mjs: the copies of a template that tests get, made ahead of need by portside, and made when they are asked for.
import { beforeEach, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { database, postgres } from '@portside/postgres'
import { setupServices } from 'portside/node-test'
import driver from 'postgres'
import { elapsedMs, nowNs } from '../support/clock.mjs'
import { reportSample, rounds } from './samples.mjs'
import { createTables, insertRows } from './schema.mjs'

/** Longer than a copy takes, as tests are: the next ones are made meanwhile. */
const testMs = 200
const db = database(postgres({ binaries: process.env.BENCH_BINARIES }), {
  migrate: { run: ({ query }) => query(createTables), key: 'tables' },
  seed: { run: ({ query }) => query(insertRows), key: 'rows' },
  scope: 'test',
})

let startedNs = 0n
beforeEach(() => {
  startedNs = nowNs()
})
const services = setupServices({ db })

// Not a sample: it starts the server.
test('the first', () => pause(testMs))

for (let round = 0; round < rounds; round += 1)
  test(`round ${round}`, async () => {
    reportSample('a copy made ahead of need', elapsedMs(startedNs, nowNs()))
    const sql = driver(services.db.url, { max: 1, database: 'postgres' })
    const [{ template }] =
      await sql`select datname as template from pg_database where datname like 'portside_template%'`
    // The copies that are made ahead are ready by then.
    await pause(testMs)
    const copiedNs = nowNs()
    await sql.unsafe(`create database unpooled template ${template} strategy file_copy`)
    reportSample('a copy made when it is asked for', elapsedMs(copiedNs, nowNs()))
    await sql.unsafe('drop database unpooled')
    await sql.end()
  })
