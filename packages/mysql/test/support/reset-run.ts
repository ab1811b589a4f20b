import { tmpdir } from 'node:os'
import mysqlDriver, { type Pool } from 'mysql2/promise'
import { afterAll, beforeAll } from 'vitest'
import { createServiceStore } from '../../../core/src/lifecycle/service-store'
import { createRun } from '../../../core/src/run/run'
import { database, mysql, type ResettableHandle, type ResettableOptions } from '../../src/index'
import { resetSchema } from './reset-schema'

const keys = { worker: '1', file: 'a' }

/** Makes one server for the tests of a file, and returns a function that opens a database on it for one of them, with the moments of a file's tests and an app with a pool. */
export function resetRun() {
  const server = mysql()
  let store: ReturnType<typeof createServiceStore>
  beforeAll(() => {
    store = createServiceStore({ run: createRun(), keeps: ['run'], directory: tmpdir() })
  })
  afterAll(() => store.close())

  return async (options: Omit<ResettableOptions, 'reset'> = {}) => {
    const migrate = {
      run: async ({ query }: { query: (sql: string) => Promise<unknown> }) => query(resetSchema),
      key: resetSchema,
    }
    const share = await store.acquire(database(server, { migrate, reset: 'test', ...options }), keys, 'db')
    const db = share.handle as ResettableHandle
    const app = mysqlDriver.createPool({ uri: db.url, connectionLimit: 10, timezone: 'Z' })
    const query = async (sql: string) => (await app.query(sql))[0] as Record<string, unknown>[]
    const close = async () => {
      await app.end()
      await share.release()
    }
    return {
      db,
      app,
      query,
      close,
      begin: (test: string, file = 'a') => store.followTest(keys, { kind: 'test', file, test }),
      beginFile: (file: string) => store.followTest(keys, { kind: 'file', file }),
    }
  }
}

/** Runs a deed on one connection; what fails is rolled back. */
export async function run(app: Pool, deed: string): Promise<void> {
  const connection = await app.getConnection()
  try {
    for (const statement of deed.split('; ')) await connection.query(statement)
  } catch {
    await connection.query('rollback')
  } finally {
    connection.release()
  }
}
