import type { ServiceLink } from '@portside/core/kit'
import {
  type ClientOption,
  type DatabaseData,
  databaseHandle,
  type NamedDatabase,
} from '@portside/service-kit/database'
import { type CommandFunction, commandsOf } from '../client'
import { type MongodbAddress, parseAddress, variablesOf } from '../mongodb-address'

/** The handle of a database. */
export interface DatabaseHandle<C = undefined> extends MongodbAddress, NamedDatabase<C> {
  /** The variables by which apps find it: `MONGODB_URI`, `MONGODB_URL` and `MONGO_URL`, all with the URL. */
  readonly env: Readonly<Record<string, string>>
  /**
   * Runs a command on the database and returns its reply: `command({ find: 'users' })`. Each call has a connection of its own.
   * @throws Error of the driver, with the server's words.
   */
  readonly command: CommandFunction
}

/** Makes the handle of a database from its data. */
export function connectDatabase<C>(data: DatabaseData, link: ServiceLink, option?: ClientOption<C>): DatabaseHandle<C> {
  const address = parseAddress(data.url)
  const own = { ...address, env: variablesOf(address), command: commandsOf(address, address.database) }
  return databaseHandle(own, data, link, option)
}
