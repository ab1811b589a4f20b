import type { ServiceDefinition, ServiceScope } from '@portside/core'
import { checkDefinition, createDefinition } from '@portside/core/kit'
import {
  checkDatabaseOptions,
  type DatabaseOptions,
  type DatabaseScope,
  type DefaultDatabaseScope,
  type WithReset,
  type ResettableOptions,
  type DatabaseData,
  stepsOf,
  watchedBySteps,
} from '@portside/service-kit/database'
import type { PostgresHandle } from '../postgres-handle'
import { connectDatabase, type DatabaseHandle, type ResettableHandle } from './database-handle'
import { extensionSteps, registerTemplate } from './registered-templates'

/** The needs of a database: its server. */
export interface DatabaseNeeds {
  readonly server: PostgresHandle
}

/**
 * Defines a database of a server, with the schema and the rows that `migrate` and `seed` give it. These run once: a template keeps what they made, also for later runs, until one of their files changes. Each
 * instance is a copy of the template.
 *
 * @throws TypeError when an option is wrong. Its start throws a PortsideError with the SQL, the file and the line when a step fails.
 * @example
 * ```ts
 * import { database, postgres } from '@portside/postgres'
 * import { command, defineServices } from 'portside'
 *
 * const db = database(postgres(), { migrate: './migrations', seed: './seed.sql' })
 * const api = command('node server.js', { needs: { db }, env: ({ db }) => ({ DATABASE_URL: db.url }) })
 * export default defineServices({ db, api })
 * ```
 */
export function database<
  ServerScope extends ServiceScope,
  C = undefined,
  Reset extends 'test' | undefined = undefined,
  Scope extends DatabaseScope<ServerScope, Reset> = DefaultDatabaseScope<ServerScope, Reset>,
>(
  server: ServiceDefinition<PostgresHandle, ServerScope>,
  options?: WithReset<Reset, DatabaseOptions<C, Scope>, ResettableOptions<C, Scope>>,
): ServiceDefinition<Reset extends 'test' ? ResettableHandle<C> : DatabaseHandle<C>, NoInfer<Scope>, DatabaseNeeds>
export function database(
  server: ServiceDefinition<PostgresHandle>,
  options: DatabaseOptions | ResettableOptions = {},
): ServiceDefinition<DatabaseHandle, ServiceScope, DatabaseNeeds> {
  checkDefinition('server', server)
  checkDatabaseOptions(options)
  const { client } = options
  const isReset = 'reset' in options && options.reset !== undefined
  const scope: ServiceScope = options.scope ?? (isReset && server.scope === 'run' ? 'worker' : server.scope)
  const steps = [...extensionSteps(server), ...stepsOf(options)]
  registerTemplate(server, steps)
  return createDefinition<DatabaseHandle, ServiceScope, DatabaseNeeds>({
    maker: database,
    kind: 'service',
    needs: { server },
    scope,
    watch: watchedBySteps(steps),
    followsTests: isReset,
    start: async (context) => {
      const { startDatabase } = await import('./start-database')
      return startDatabase({ steps, scope, reset: isReset ? options : undefined }, context)
    },
    connect: (data, link) => connectDatabase(data as DatabaseData, link, client),
    vary: ({ needs, scope }) =>
      database(needs['server'] as ServiceDefinition<PostgresHandle, 'run'>, { ...options, scope } as DatabaseOptions),
  })
}
