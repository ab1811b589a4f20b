import type { NoNeeds, ServiceDefinition, ServiceScope } from '@portside/core'
import { preparedService } from '@portside/core/kit'
import { probe } from '@portside/probe'
import { connectMongodb, type MongodbHandle } from './mongodb-handle'
import { checkMongodbOptions, type MongodbOptions } from './mongodb-options'

/**
 * Defines a MongoDB server: a real one, on a loopback port that nobody else can take, with a new password for each start.
 *
 * @throws TypeError when an option is wrong. Its start throws a PortsideError with the cause when there is no `mongod` on this machine, or it does not become ready.
 * @example
 * ```ts
 * import { mongodb } from '@portside/mongodb'
 * import { start } from 'portside'
 *
 * const server = await start(mongodb())
 * await server.command({ ping: 1 }) // { ok: 1 }
 * await server.stop()
 * ```
 */
export function mongodb<Scope extends ServiceScope = 'run'>(
  options: MongodbOptions<Scope> = {},
): ServiceDefinition<MongodbHandle, NoInfer<Scope>, NoNeeds> {
  checkMongodbOptions(options)
  const { scope = 'run' as Scope, eager, existing, startTimeoutMs } = options
  return preparedService<MongodbHandle, Scope, NoNeeds>({
    maker: mongodb,
    scope,
    eager,
    existing,
    startTimeoutMs,
    probe: probe.mongodb(),
    // Loaded only when a server is started, so that a test file that only names it does not pay for it.
    prepare: async (context) => {
      const { prepareServer } = await import('./server/prepare-server')
      return prepareServer(options, context)
    },
    connect: (data, link) => connectMongodb(data, link),
    vary: ({ scope, eager }) => mongodb({ ...options, scope, eager }),
  })
}
