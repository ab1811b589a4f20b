import mysqlDriver from 'mysql2/promise'
import { onTestFinished } from 'vitest'
import type { ServiceDefinition } from '../../../core/src/contract/service-definition'
import type { createServiceStore } from '../../../core/src/lifecycle/service-store'
import { database, type MysqlHandle, type ResettableHandle, type ResettableOptions } from '../../src/index'
import { resetSchema } from './reset-schema'

const keys = { worker: '1', file: 'a' }
const file = '4711:/project/test/notes.test.ts'

// Values that a file of SQL must not change: bytes, bits, places, numbers that have no short text, moments, line ends.
const typesSchema = `
  create table kinds (id int primary key, bytes longblob, bits bit(10), place point, single float, twice double, total decimal(20, 5), at timestamp(3) null, day date, kind enum('a', 'b'), words text, plain text character set latin1);
  ${resetSchema}`

/** A database on the server of a run, an app, and the moments of a file's tests. */
export async function openFailing(
  store: ReturnType<typeof createServiceStore>,
  options: Omit<ResettableOptions, 'reset'> & { server: ServiceDefinition<MysqlHandle, 'run'> },
) {
  const { server, ...others } = options
  const migrate = {
    run: async ({ query }: { query: (sql: string) => Promise<unknown> }) => query(typesSchema),
    key: typesSchema,
  }
  const share = await store.acquire(database(server, { migrate, reset: 'test', ...others }), keys, 'shop')
  const db = share.handle as ResettableHandle
  const app = mysqlDriver.createPool({ uri: db.url, connectionLimit: 2, timezone: 'Z' })
  onTestFinished(async () => {
    await app.end()
    await share.release()
  })
  return {
    db,
    app,
    query: async (sql: string, params?: unknown[]) => (await app.query(sql, params))[0] as Record<string, unknown>[],
    begin: (name: string) => store.followTest(keys, { kind: 'test', file, test: name }),
    describe: async (name: string, of = file) =>
      (await store.describeFailure(keys, { file: of, test: name })).map(({ text }) => text).join(),
  }
}
