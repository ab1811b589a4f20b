import { connectProcess, type ProcessHandle, type ServerData, type ServiceLink } from '@portside/core/kit'
import { type CommandFunction, commandsOf } from './client'
import { type MongodbAddress, parseAddress, variablesOf } from './mongodb-address'

/** The handle of a MongoDB server. */
export interface MongodbHandle extends ProcessHandle, MongodbAddress {
  /** The variables by which apps find it: `MONGODB_URI`, `MONGODB_URL` and `MONGO_URL`, all with the URL. */
  readonly env: Readonly<Record<string, string>>
  /**
   * Runs a command on the database `admin` and returns its reply: `command({ ping: 1 })`. Each call has a connection of its own.
   * @throws Error of the driver, with the server's words.
   */
  readonly command: CommandFunction
}

/** Makes the handle of a server from its data. */
export function connectMongodb(data: unknown, link: ServiceLink): MongodbHandle {
  const address = parseAddress((data as ServerData).url ?? '')
  return Object.freeze({
    ...connectProcess(data as ServerData, link),
    ...address,
    env: variablesOf(address),
    command: commandsOf(address, 'admin'),
  })
}
