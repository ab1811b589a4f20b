import type { ServiceLink } from '@portside/core/kit'
import {
  type ClientOption,
  type DatabaseData,
  databaseHandle,
  type NamedDatabase,
  type ResetFunctions,
} from '@portside/service-kit/database'
import { lazyClient } from '../client/lazy-client'
import type { SendFunction } from '../client/reply'
import { parseAddress, type RedisAddress, variablesOf } from '../redis-address'
import type { KeyChanges } from '../reset/snapshots'
import type { ResetReport } from '../reset/open-resetter'

/** The handle of a database. */
export interface DatabaseHandle<C = undefined> extends RedisAddress, NamedDatabase<C> {
  /** The variables by which apps and redis-cli find it: `REDIS_URL`, `REDIS_HOST`, `REDIS_PORT`, `REDIS_USERNAME`, `REDIS_PASSWORD`, `REDIS_DB`, `REDISCLI_AUTH`. */
  readonly env: Readonly<Record<string, string>>
  /**
   * Sends a command, word by word, and returns its reply: `send('SET', 'key', 'value')`. Its connection is opened at the first call and closed with the handle.
   * @throws Error with the words of the server, such as `WRONGTYPE …`.
   */
  readonly send: SendFunction
  /** Removes all keys of the database. */
  readonly flush: () => Promise<void>
}

/** The handle of a database that is reset. */
export interface ResettableHandle<C = undefined> extends DatabaseHandle<C>, ResetFunctions<ResetReport, KeyChanges> {}

/** Makes the handle of a database from its data. */
export function connectDatabase<C>(data: DatabaseData, link: ServiceLink, option?: ClientOption<C>): DatabaseHandle<C> {
  const address = parseAddress(data.url)
  const { send } = lazyClient(address, link.onClose)
  const flush = async (): Promise<void> => void (await send('FLUSHDB'))
  return databaseHandle({ ...address, env: variablesOf(address), send, flush }, data, link, option)
}
