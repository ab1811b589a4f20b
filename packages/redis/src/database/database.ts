import type { ServiceDefinition, ServiceScope } from '@portside/core'
import { checkDefinition, createDefinition, override } from '@portside/core/kit'
import type { DatabaseData, DatabaseScope, DefaultDatabaseScope, WithReset } from '@portside/service-kit/database'
import type { RedisHandle } from '../redis-handle'
import { connectDatabase, type DatabaseHandle, type ResettableHandle } from './database-handle'
import { checkDatabaseOptions, type DatabaseOptions, type ResettableOptions } from './database-options'

/** The needs of a database: its server. */
export interface DatabaseNeeds {
  readonly server: RedisHandle
}

/**
 * Defines a numbered database of a server, which nobody else uses, with the keys that `seed` gives it; with `isolation: 'process'`, one on a server of its own.
 *
 * @throws TypeError when an option is wrong. Its start throws a PortsideError when all numbers are in use, or the account of `existing` may not do what is needed.
 * @example
 * ```ts
 * import { database, redis } from '@portside/redis'
 * import { command, defineServices } from 'portside'
 *
 * const cache = database(redis(), { seed: ({ send }) => send('SET', 'greeting', 'hello') })
 * const api = command('node server.js', { needs: { cache }, env: ({ cache }) => ({ REDIS_URL: cache.url }) })
 * export default defineServices({ cache, api })
 * ```
 */
export function database<
  ServerScope extends ServiceScope,
  C = undefined,
  Reset extends 'test' | undefined = undefined,
  Scope extends DatabaseScope<ServerScope, Reset> = DefaultDatabaseScope<ServerScope, Reset>,
>(
  server: ServiceDefinition<RedisHandle, ServerScope>,
  options?: WithReset<Reset, DatabaseOptions<C, Scope>, ResettableOptions<C, Scope>>,
): ServiceDefinition<Reset extends 'test' ? ResettableHandle<C> : DatabaseHandle<C>, NoInfer<Scope>, DatabaseNeeds>
export function database(
  server: ServiceDefinition<RedisHandle>,
  options: DatabaseOptions | ResettableOptions = {},
): ServiceDefinition<DatabaseHandle, ServiceScope, DatabaseNeeds> {
  checkDefinition('server', server)
  checkDatabaseOptions(options)
  const { client, seed, isolation = 'database' } = options
  const isReset = 'reset' in options && options.reset !== undefined
  const scope: ServiceScope = options.scope ?? (isReset && server.scope === 'run' ? 'worker' : server.scope)
  return createDefinition<DatabaseHandle, ServiceScope, DatabaseNeeds>({
    maker: database,
    kind: 'service',
    needs: { server: isolation === 'process' ? override(server, { scope }) : server },
    scope,
    followsTests: isReset,
    start: async (context) => {
      const { startDatabase } = await import('./start-database')
      return startDatabase({ seed, isolation, isReset }, context)
    },
    connect: (data, link) => connectDatabase(data as DatabaseData, link, client),
    vary: ({ needs, scope }) =>
      database(needs['server'] as ServiceDefinition<RedisHandle, 'run'>, { ...options, scope } as DatabaseOptions),
  })
}
