import { execFile } from 'node:child_process'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { command } from '../../packages/core/src/index'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createServiceStore } from '../../packages/core/src/lifecycle/service-store'
import { createRun } from '../../packages/core/src/run/run'
import { database, postgres, type ResettableHandle } from '../../packages/postgres/src/index'
import { anyPostgres } from '../../packages/postgres/test/support/any-postgres'
import { resetSchema, wholeState } from '../../packages/postgres/test/support/reset-schema'
import { ownCache } from '../support/own-cache'
import { type App, createApp } from './support/app'
import { isShort } from './support/form'

const rounds = isShort ? 60 : 1000
const keys = { worker: '1', file: 'a' }
let app: App

const prismaSchema = `
  generator client {
    provider = "prisma-client-js"
    output = "../generated"
  }
  datasource db {
    provider = "postgresql"
  }
  model customers {
    id Int @id @default(autoincrement())
    name String @unique
    orders orders[]
  }
  model orders {
    id BigInt @id @default(autoincrement())
    customer Int
    customers customers @relation(fields: [customer], references: [id])
    total Decimal?
    items items[]
  }
  model items {
    order_id BigInt
    line Int
    text String?
    orders orders @relation(fields: [order_id], references: [id])
    @@id([order_id, line])
  }`

anyPostgres()
ownCache()
beforeAll(async () => {
  app = await createApp('databases', {
    'prisma/schema.prisma': prismaSchema,
    'prisma.config.mjs': "export default { schema: 'prisma/schema.prisma', datasource: { url: 'postgres://unused' } }",
  })
  await copyFile(join(import.meta.dirname, 'programs/database-app.mjs'), join(app.directory, 'app.mjs'))
  // The client needs no engine, but the command looks for one, which it would fetch.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', CHECKPOINT_DISABLE: '1' }
  const prisma = join(app.directory, '../node_modules/.bin/prisma')
  await promisify(execFile)(prisma, ['generate'], { cwd: app.directory, env })
}, 300_000)
afterAll(() => app?.remove())

/** A database that is reset and an app by a driver, as a worker of a run has them. */
async function openApp(driver: string) {
  const store = createServiceStore({ run: createRun(), keeps: ['run'], directory: app.directory })
  const migrate = {
    run: async ({ query }: { readonly query: (sql: string) => Promise<unknown> }) => query(resetSchema),
    key: '1',
  }
  const db = database(postgres(), { migrate, reset: 'test' })
  const api = command(['node', 'app.mjs', driver], {
    needs: { db },
    env: ({ db }) => ({ DATABASE_URL: db.url, ...app.env }),
    ready: '/health',
  })
  try {
    const { handle } = await store.acquire(db, keys, 'db')
    const share = await store.acquire(api, keys, 'api')
    const { query } = handle as ResettableHandle
    const { fetch } = share.handle as { readonly fetch: typeof globalThis.fetch }
    /** Has the app write, and returns its process and the number of customers that it saw before. */
    const work = async (round: number) => {
      const response = await fetch(`/${round}`)
      expect(response.status, response.ok ? '' : await response.text()).toBe(200)
      return (await response.json()) as { readonly pid: number; readonly before: number }
    }
    const begin = (name: string) => store.followTest(keys, { kind: 'test', file: 'a', test: name })
    return { query, work, begin, share, close: store.close }
  } catch (error) {
    await store.close()
    throw error
  }
}

test.each(['pg', 'postgres', 'knex', 'drizzle', 'prisma'])(
  `an app with a pool by %s goes on through ${rounds} resets: no wrong row, no error`,
  async (driver) => {
    const { query, work, begin, close } = await openApp(driver)
    try {
      await begin('first')
      const seed = await query(wholeState)
      const pids = new Set<number>()
      for (let round = 0; round < rounds; round += 1) {
        const { pid, before } = await work(round)
        pids.add(pid)
        expect(before).toBe(200)
        await begin(`round ${round}`)
        if (round % 10 === 0) expect(await query(wholeState)).toEqual(seed)
      }
      expect(await query(wholeState)).toEqual(seed)
      expect(pids.size).toBe(1)
    } finally {
      await close()
    }
    await app.expectNothingLeft([])
  },
  isShort ? 60_000 : 600_000,
)

test('an app whose clients are checked out and listen stays the same process, and ends before its database, in silence', async () => {
  const { work, begin, share, close } = await openApp('held')
  const pids = new Set<number>()
  let output: string
  try {
    for (let round = 0; round < 50; round += 1) {
      await begin(`round ${round}`)
      pids.add((await work(round)).pid)
    }
    await share.release()
    output = await share.readOutput()
  } finally {
    await close()
  }
  expect(pids.size).toBe(1)
  expect(share.crash.aborted).toBe(false)
  expect(output).toBe('holds two clients\n')
  await app.expectNothingLeft([])
})
