import type { ServiceLink } from '@portside/core/kit'
import { type ClientOption, userClient } from '@portside/service-kit/database'
import { lazyClient } from '../client/lazy-client'
import type { SendFunction } from '../client/reply'
import { parseAddress, type RedisAddress, variablesOf } from '../redis-address'
import type { KeyChanges } from '../reset/snapshots'
import type { ResetReport } from '../reset/resetter'

/** The handle of a database. */
export interface DatabaseHandle<C = undefined> extends RedisAddress {
  /** The name under which it is listed. */
  readonly name: string
  /** The variables by which apps and redis-cli find it: `REDIS_URL`, `REDIS_HOST`, `REDIS_PORT`, `REDIS_USERNAME`, `REDIS_PASSWORD`, `REDIS_DB`, `REDISCLI_AUTH`. */
  readonly env: Readonly<Record<string, string>>
  /**
   * Sends a command, word by word, and returns its reply: `send('SET', 'key', 'value')`. Its connection is opened at the first call and closed with the handle.
   * @throws Error with the words of the server, such as `WRONGTYPE …`.
   */
  readonly send: SendFunction
  /** Removes all keys of the database. */
  readonly flush: () => Promise<void>
  /** The client of the option `client`, opened when this is first read and closed with the handle. */
  readonly client: C
}

/** The handle of a database that is reset. */
export interface ResettableHandle<C = undefined> extends DatabaseHandle<C> {
  /** Restores the keys that the test began with. */
  readonly reset: () => Promise<ResetReport>
  /** Keeps the current keys and values under a name, until the worker ends. */
  readonly snapshot: (name: string) => Promise<void>
  /**
   * Restores the keys and values that were kept under a name.
   * @throws TypeError when there is no such name.
   */
  readonly restore: (name: string) => Promise<ResetReport>
  /** Returns the keys that were added, written to and removed since the test began. */
  readonly changes: () => Promise<KeyChanges>
}

/** The data of a database. */
export interface DatabaseData {
  readonly url: string
  readonly isReset: boolean
}

/** Makes the handle of a database from its data. */
export function connectDatabase<C>(data: DatabaseData, link: ServiceLink, option?: ClientOption<C>): DatabaseHandle<C> {
  const address = parseAddress(data.url)
  const { send } = lazyClient(address, link.onClose)
  const client = userClient(data.url, link, option)
  const handle = {
    name: link.name,
    ...address,
    env: variablesOf(address),
    send,
    flush: async () => void (await send('FLUSHDB')),
    get client(): C {
      return client()
    },
  }
  const added = data.isReset ? resetsOf(link) : {}
  return Object.freeze(Object.defineProperties(handle, Object.getOwnPropertyDescriptors(added)))
}

/** Makes the functions that run where the database was made, by the connection that has its snapshots. */
function resetsOf({ call }: ServiceLink): Omit<ResettableHandle, keyof DatabaseHandle> {
  return {
    reset: async () => (await call('reset')) as ResetReport,
    snapshot: async (name) => void (await call('snapshot', name)),
    restore: async (name) => (await call('restore', name)) as ResetReport,
    changes: async () => (await call('changes')) as KeyChanges,
  }
}
