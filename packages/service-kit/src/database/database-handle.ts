import type { ServiceLink } from '@portside/core/kit'
import type { ClientOption } from './database-rules'
import { userClient } from './user-client'

/** The data of a database, of which its handles are made. */
export interface DatabaseData {
  readonly url: string
  readonly isReset?: boolean
}

/** The common parts of the handles of all databases. */
export interface NamedDatabase<C = undefined> {
  /** The name under which it is listed. */
  readonly name: string
  /** The client of the option `client`, opened when this is first read and closed with the handle. */
  readonly client: C
}

/** The further parts of the handle of a database that is reset. */
export interface ResetFunctions<Report, Changed> {
  /** Restores what the test began with. */
  readonly reset: () => Promise<Report>
  /** Keeps the current state under a name, until the worker ends. */
  readonly snapshot: (name: string) => Promise<void>
  /**
   * Restores the state that was kept under a name.
   * @throws TypeError when there is no such name.
   */
  readonly restore: (name: string) => Promise<Report>
  /** Returns what was changed since the test began. */
  readonly changes: () => Promise<Changed>
}

/** Makes the handle of a database of its data: its name, the parts `own`, the client of the option, and the functions that reset it, if it is reset. */
export function databaseHandle<Own extends object, C>(
  own: Own,
  { url, isReset }: DatabaseData,
  link: ServiceLink,
  option?: ClientOption<C>,
): Readonly<Own & NamedDatabase<C>> {
  const client = userClient(url, link, option)
  const handle = {
    name: link.name,
    ...own,
    get client(): C {
      return client()
    },
  }
  const added = isReset === true ? resetFunctions(link) : {}
  return Object.freeze(Object.defineProperties(handle, Object.getOwnPropertyDescriptors(added)))
}

/** Makes the functions that run where the database was made, by the connection that has its snapshots. */
function resetFunctions({ call }: ServiceLink): ResetFunctions<unknown, unknown> {
  return {
    reset: () => call('reset'),
    snapshot: async (name) => void (await call('snapshot', name)),
    restore: (name) => call('restore', name),
    changes: () => call('changes'),
  }
}
