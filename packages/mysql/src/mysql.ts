import type { NoNeeds, ServiceDefinition, ServiceScope } from '@portside/core'
import { preparedService } from '@portside/core/kit'
import { probe } from '@portside/probe'
import { registeredSteps } from '@portside/service-kit/database'
import { connectMysql, type MysqlHandle } from './mysql-handle'
import { checkMysqlOptions, type MysqlOptions } from './mysql-options'

/**
 * Defines a MariaDB or MySQL server: a real one, on a loopback port that nobody else can take, with a new password for each start.
 *
 * @throws TypeError when an option is wrong. Its start throws a PortsideError with the cause when there is no server on this machine, or it does not become ready.
 * @example
 * ```ts
 * import { mysql } from '@portside/mysql'
 * import { start } from 'portside'
 *
 * const server = await start(mysql())
 * const rows = await server.query('select 1 + ? as sum', [1]) // [{ sum: 2 }]
 * await server.stop()
 * ```
 */
export function mysql<Scope extends ServiceScope = 'run'>(
  options: MysqlOptions<Scope> = {},
): ServiceDefinition<MysqlHandle, NoInfer<Scope>, NoNeeds> {
  checkMysqlOptions(options)
  const { scope = 'run' as Scope, eager, existing, startTimeoutMs } = options
  const definition: ServiceDefinition<MysqlHandle, Scope, NoNeeds> = preparedService<MysqlHandle, Scope, NoNeeds>({
    maker: mysql,
    scope,
    eager,
    existing,
    startTimeoutMs,
    probe: probe.mysql(),
    // Loaded only when a server is started, so that a test file that only names it does not pay for it.
    prepare: async (context) => {
      const { prepareServer } = await import('./server/prepare-server')
      return prepareServer(options, registeredSteps(definition), context)
    },
    connect: (data, link) => connectMysql(data, link),
    vary: (variation) => {
      const { scope, eager } = variation
      return mysql({ ...options, scope, eager })
    },
  })
  return definition
}
