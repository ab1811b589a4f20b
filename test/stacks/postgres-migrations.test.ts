import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { start } from '../../packages/core/src/index'
import { database, postgres, type Step } from '../../packages/postgres/src/index'
import { anyPostgres } from '../../packages/postgres/test/support/any-postgres'
import { ownCache } from '../support/own-cache'
import { type App, createApp } from './support/app'

let app: App

anyPostgres()
ownCache()
beforeAll(async () => {
  app = await createApp('databases', {
    'knex/knexfile.mjs': "export default { client: 'pg', connection: process.env.DATABASE_URL }",
    'knex/migrations/1_notes.cjs': `
      exports.up = (knex) => knex.schema.createTable('notes', (table) => {
        table.increments('id')
        table.text('text')
      })
      exports.down = (knex) => knex.schema.dropTable('notes')`,
    'node-pg-migrate/1_notes.cjs': `
      exports.up = (pgm) => pgm.createTable('notes', { id: 'id', text: 'text' })`,
    'typeorm/source.cjs': `
      const { DataSource } = require('typeorm')
      class Notes1700000000000 {
        up(runner) { return runner.query('create table notes (id serial primary key, text text)') }
        down(runner) { return runner.query('drop table notes') }
      }
      module.exports = new DataSource({ type: 'postgres', url: process.env.DATABASE_URL, migrations: [Notes1700000000000] })`,
    'drizzle/0000_notes.sql': 'create table notes (id serial primary key, text text)',
    'drizzle/meta/_journal.json': JSON.stringify({
      version: '7',
      dialect: 'postgresql',
      entries: [{ idx: 0, version: '7', when: 1_700_000_000_000, tag: '0000_notes', breakpoints: true }],
    }),
    'drizzle/migrate.mjs': `
      import { drizzle } from 'drizzle-orm/postgres-js'
      import { migrate } from 'drizzle-orm/postgres-js/migrator'
      import postgres from 'postgres'
      export async function run(url) {
        const client = postgres(url, { max: 1, onnotice: () => undefined })
        await migrate(drizzle(client), { migrationsFolder: import.meta.dirname })
        await client.end()
      }`,
    'prisma/migrations/1_notes/migration.sql': 'create table notes (id serial primary key, text text);',
  })
}, 300_000)
afterAll(() => app?.remove())

const steps: Readonly<Record<string, () => Step>> = {
  Knex: () => ({ command: '../node_modules/.bin/knex migrate:latest --knexfile knex/knexfile.mjs', files: ['knex'] }),
  'node-pg-migrate': () => ({
    command: '../node_modules/.bin/node-pg-migrate up --migrations-dir node-pg-migrate',
    files: ['node-pg-migrate'],
  }),
  TypeORM: () => ({
    command: '../node_modules/.bin/typeorm migration:run -d typeorm/source.cjs',
    files: ['typeorm'],
  }),
  Drizzle: () => ({
    run: async ({ url }) => {
      const { run } = (await import(join(app.directory, 'drizzle/migrate.mjs'))) as { run: (url: string) => unknown }
      await run(url)
    },
    files: ['drizzle'],
  }),
  'the files of Prisma': () => './prisma/migrations',
}

test.each(Object.entries(steps))('%s migrates once, and a reset keeps its records', async (_, step) => {
  const cache = join(String(process.env['PORTSIDE_CACHE']), 'postgres')
  const before = new Set<string>()
  for (const isFirst of [true, false]) {
    const db = await start(database(postgres(), { migrate: step(), reset: 'test' }), { directory: app.directory })
    const tables = await db.query('select schemaname, tablename from pg_tables where schemaname <> all ($1)', [
      ['pg_catalog', 'information_schema'],
    ])
    expect(tables).toContainEqual({ schemaname: 'public', tablename: 'notes' })
    await db.query("insert into notes (text) values ('of a test')")
    expect(await db.reset()).toMatchObject({ tables: 1, rows: 1 })
    expect(await db.query('select * from notes')).toEqual([])
    await db.stop()
    if (isFirst) for (const key of readdirSync(cache)) before.add(key)
    else expect(readdirSync(cache).filter((key) => !before.has(key))).toEqual([])
  }
})
