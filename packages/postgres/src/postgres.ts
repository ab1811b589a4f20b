import type { NoNeeds, ServiceDefinition, ServiceScope } from '@portside/core'
import { preparedService } from '@portside/core/kit'
import { probe } from '@portside/probe'
import { registerExtensions, templatesOf } from './database/registered-templates'
import { connectPostgres, type PostgresHandle } from './postgres-handle'
import { checkPostgresOptions, type PostgresOptions } from './postgres-options'

/**
 * Defines a PostgreSQL server: a real one, on a loopback port that nobody else can take, with a new password for each start.
 *
 * @throws TypeError when an option is wrong. Its start throws a PortsideError with the cause when there is no PostgreSQL on this machine, or it does not become ready.
 * @example
 * ```ts
 * import { postgres } from '@portside/postgres'
 * import { start } from 'portside'
 *
 * const server = await start(postgres())
 * const rows = await server.query('select 1 + $1::int as sum', [1]) // [{ sum: 2 }]
 * await server.stop()
 * ```
 */
export function postgres<Scope extends ServiceScope = 'run'>(
  options: PostgresOptions<Scope> = {},
): ServiceDefinition<PostgresHandle, NoInfer<Scope>, NoNeeds> {
  checkPostgresOptions(options)
  const { scope = 'run' as Scope, eager, existing, startTimeoutMs } = options
  const definition: ServiceDefinition<PostgresHandle, Scope, NoNeeds> = preparedService<PostgresHandle, Scope, NoNeeds>(
    {
      maker: postgres,
      scope,
      eager,
      existing,
      startTimeoutMs,
      probe: probe.postgres(),
      // Loaded only when a server is started, so that a test file that only names it does not pay for it.
      prepare: async (context) => {
        const { prepareServer } = await import('./server/prepare-server')
        return prepareServer(options, templatesOf(definition), context)
      },
      connect: (data, link) => connectPostgres(data, link),
      vary: (variation) => {
        const { scope, eager } = variation
        return postgres({ ...options, scope, eager })
      },
    },
  )
  if (existing) registerExtensions(definition, options.extensions)
  return definition
}
