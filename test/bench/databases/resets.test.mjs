// Run by databases.mjs: three ways to have the seed back under an app that has a pool of connections, after writes to 3 of 60 tables.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { database, postgres } from '@portside/postgres'
import { setupServices } from 'portside/node-test'
import driver from 'postgres'
import { elapsedMs, nowNs } from '../support/clock.mjs'
import { reportSample, rounds } from './samples.mjs'
import { changeThree, createTables, insertRows, truncateTables } from './schema.mjs'

const { BENCH_BINARIES: binaries } = process.env
const steps = {
  migrate: { run: ({ query }) => query(createTables), key: 'tables' },
  seed: { run: ({ query }) => query(insertRows), key: 'rows' },
}
const db = database(postgres({ binaries }), { ...steps, reset: 'test' })
// A server of its own for the others: what they write to its log is nothing to portside.
const server = postgres({ binaries })
const other = database(server, steps)
const services = setupServices({ db, server, other })

let template
let admin
const apps = {}

const urlOf = (name) => Object.assign(new URL(services.server.url), { pathname: `/${name}` }).href
const connect = (name) => driver(urlOf(name), { max: 10, onnotice: () => undefined })

async function prepare() {
  admin = driver(services.server.url, { max: 1, onnotice: () => undefined })
  ;[{ template }] = await admin`select datname as template from pg_database where datname like 'portside_template%'`
  for (const name of ['truncated', 'copied']) {
    await admin.unsafe(`create database ${name} template ${template}`)
    apps[name] = connect(name)
  }
  apps.reset = driver(services.db.url, { max: 10, onnotice: () => undefined })
}
after(() => Promise.all([admin, ...Object.values(apps)].map((sql) => sql?.end())))

const ways = {
  reset: ['portside: `db.reset()`', () => services.db.reset()],
  truncated: ['TRUNCATE of all tables, and the seed', () => apps.truncated.unsafe(`${truncateTables}; ${insertRows}`)],
  copied: ['a copy of the template, and new connections', copyAgain],
}

async function copyAgain() {
  await apps.copied.end()
  await admin.unsafe('drop database copied with (force)')
  await admin.unsafe(`create database copied template ${template} strategy file_copy`)
  apps.copied = connect('copied')
}

test('rounds', async () => {
  await prepare()
  for (let round = 0; round < rounds; round += 1)
    for (const [name, [label, restore]] of Object.entries(ways)) {
      await apps[name].unsafe(changeThree)
      const startedNs = nowNs()
      await restore()
      const [{ count }] = await apps[name]`select count(*)::int as count from table_1 where title <> 'new'`
      reportSample(label, elapsedMs(startedNs, nowNs()))
      assert.equal(count, 4000)
    }
})
