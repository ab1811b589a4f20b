import type { ServiceLink } from '@portside/core/kit'
import { type ClientOption, userClient } from '@portside/service-kit/database'
import { type CommandFunction, commandsOf } from '../client'
import { type MongodbAddress, parseAddress, variablesOf } from '../mongodb-address'

/** The handle of a database. */
export interface DatabaseHandle<C = undefined> extends MongodbAddress {
  /** The name under which it is listed. */
  readonly name: string
  /** The variables by which apps find it: `MONGODB_URI`, `MONGODB_URL` and `MONGO_URL`, all with the URL. */
  readonly env: Readonly<Record<string, string>>
  /**
   * Runs a command on the database and returns its reply: `command({ find: 'users' })`. Each call has a connection of its own.
   * @throws Error of the driver, with the server's words.
   */
  readonly command: CommandFunction
  /** The client of the option `client`, opened when this is first read and closed with the handle. */
  readonly client: C
}

/** The data of a database. */
export interface DatabaseData {
  readonly url: string
}

/** Makes the handle of a database from its data. */
export function connectDatabase<C>(data: DatabaseData, link: ServiceLink, option?: ClientOption<C>): DatabaseHandle<C> {
  const address = parseAddress(data.url)
  const client = userClient(data.url, link, option)
  return Object.freeze({
    name: link.name,
    ...address,
    env: variablesOf(address),
    command: commandsOf(address, address.database),
    get client(): C {
      return client()
    },
  })
}
