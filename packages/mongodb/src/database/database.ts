import type { ServiceDefinition, ServiceScope } from '@portside/core'
import { checkDefinition, createDefinition } from '@portside/core/kit'
import type { DatabaseData, DatabaseScope } from '@portside/service-kit/database'
import type { MongodbHandle } from '../mongodb-handle'
import { connectDatabase, type DatabaseHandle } from './database-handle'
import { checkDatabaseOptions, type DatabaseOptions } from './database-options'

/** The needs of a database: its server. */
export interface DatabaseNeeds {
  readonly server: MongodbHandle
}

/**
 * Defines a database of a server under a name that nobody else has, with what `seed` makes in it.
 *
 * @throws TypeError when an option is wrong. Its start rejects with the error of `seed`.
 * @example
 * ```ts
 * import { database, mongodb } from '@portside/mongodb'
 * import { command, defineServices } from 'portside'
 *
 * const db = database(mongodb(), { seed: ({ command }) => command({ insert: 'users', documents: [{ name: 'Ann' }] }) })
 * const api = command('node server.js', { needs: { db }, env: ({ db }) => ({ MONGODB_URI: db.url }) })
 * export default defineServices({ db, api })
 * ```
 */
export function database<ServerScope extends ServiceScope, C = undefined, Scope extends ServiceScope = ServerScope>(
  server: ServiceDefinition<MongodbHandle, ServerScope>,
  options?: DatabaseOptions<C, Scope & DatabaseScope<ServerScope>>,
): ServiceDefinition<DatabaseHandle<C>, NoInfer<Scope>, DatabaseNeeds>
export function database(
  server: ServiceDefinition<MongodbHandle>,
  options: DatabaseOptions = {},
): ServiceDefinition<DatabaseHandle, ServiceScope, DatabaseNeeds> {
  checkDefinition('server', server)
  checkDatabaseOptions(options)
  const { client, seed, scope = server.scope } = options
  return createDefinition<DatabaseHandle, ServiceScope, DatabaseNeeds>({
    maker: database,
    kind: 'service',
    needs: { server },
    scope,
    start: async (context) => {
      const { startDatabase } = await import('./start-database')
      return startDatabase(seed, context)
    },
    connect: (data, link) => connectDatabase(data as DatabaseData, link, client),
    vary: ({ needs, scope }) =>
      database(needs['server'] as ServiceDefinition<MongodbHandle, 'run'>, { ...options, scope }),
  })
}
