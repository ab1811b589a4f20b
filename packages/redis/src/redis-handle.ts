import { connectProcess, type ProcessHandle, type ServerData, type ServiceLink } from '@portside/core/kit'
import { lazyClient } from './client/lazy-client'
import type { SendFunction } from './client/reply'
import { parseAddress, type RedisAddress, variablesOf } from './redis-address'

/** The handle of a Redis or Valkey server. */
export interface RedisHandle extends ProcessHandle, RedisAddress {
  /** The variables by which apps and redis-cli find it: `REDIS_URL`, `REDIS_HOST`, `REDIS_PORT`, `REDIS_USERNAME`, `REDIS_PASSWORD`, `REDIS_DB`, `REDISCLI_AUTH`. */
  readonly env: Readonly<Record<string, string>>
  /**
   * Sends a command, word by word, and returns its reply: `send('SET', 'key', 'value')`. Its connection is opened at the first call and closed with the handle.
   * @throws Error with the words of the server, such as `WRONGTYPE …`.
   */
  readonly send: SendFunction
  /** Removes all keys of all databases of the server. */
  readonly flush: () => Promise<void>
}

/** Makes the handle of a server from its data. */
export function connectRedis(data: unknown, link: ServiceLink): RedisHandle {
  const address = parseAddress((data as ServerData).url ?? '')
  const { send } = lazyClient(address, link.onClose)
  return Object.freeze({
    ...connectProcess(data as ServerData, link),
    ...address,
    env: variablesOf(address),
    send,
    flush: async () => void (await send('FLUSHALL')),
  })
}
