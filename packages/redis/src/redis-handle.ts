import { connectProcess, type ProcessHandle, type ServerData, type ServiceLink } from '@portside/core/kit'
import { PortsideError } from '@portside/errors'
import { accountError } from './account-error'
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
  /**
   * Removes all keys of all databases of the server.
   * @throws PortsideError `E_NOT_READY` once `database()` has given out a database of the server, which is somebody's own.
   */
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
    flush: async () => {
      await send('FLUSHALL').catch((error: Error) => {
        throw error.message.startsWith('NOPERM') ? flushError(error, link.name, data as ServerData) : error
      })
    },
  })
}

function flushError(cause: Error, service: string, { pid }: ServerData): PortsideError {
  if (pid === undefined) return accountError(service, 'To empty a server needs FLUSHALL.', cause)
  return new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: 'may not empty the server: `database()` has given out databases of it',
    evidence: [`FLUSHALL would empty these, too: ${cause.message}`],
    hints: [
      'Empty one database: call `flush()` of its handle, or send FLUSHDB.',
      "`isolation: 'process'` gives a database a server of its own, which may be emptied.",
    ],
    cause,
  })
}
