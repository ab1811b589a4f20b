import type { NoNeeds, ServiceDefinition, ServiceScope } from '@portside/core'
import { preparedService } from '@portside/core/kit'
import { probe } from '@portside/probe'
import { connectRedis, type RedisHandle } from './redis-handle'
import { checkRedisOptions, type RedisOptions } from './redis-options'

/**
 * Defines a Redis or Valkey server: a real one, on a loopback port that nobody else can take, with a new password for each start.
 *
 * @throws TypeError when an option is wrong. Its start throws a PortsideError with the cause when there is no server on this machine, or it does not become ready.
 * @example
 * ```ts
 * import { redis } from '@portside/redis'
 * import { start } from 'portside'
 *
 * const server = await start(redis())
 * await server.send('SET', 'greeting', 'hello')
 * const greeting = await server.send('GET', 'greeting') // 'hello'
 * await server.stop()
 * ```
 */
export function redis<Scope extends ServiceScope = 'run'>(
  options: RedisOptions<Scope> = {},
): ServiceDefinition<RedisHandle, NoInfer<Scope>, NoNeeds> {
  checkRedisOptions(options)
  const { scope = 'run' as Scope, eager, existing, startTimeoutMs } = options
  return preparedService<RedisHandle, Scope, NoNeeds>({
    maker: redis,
    scope,
    eager,
    existing,
    startTimeoutMs,
    // The handshake of the probe does not speak TLS.
    probe: existing?.startsWith('rediss:') === true ? probe.tcp() : probe.redis(),
    // Loaded only when a server is started, so that a test file that only names it does not pay for it.
    prepare: async (context) => {
      const { prepareServer } = await import('./server/prepare-server')
      return prepareServer(options, context)
    },
    connect: (data, link) => connectRedis(data, link),
    vary: ({ scope, eager }) => redis({ ...options, scope, eager }),
  })
}
