import { randomBytes } from 'node:crypto'
import type { Launch, StartContext } from '@portside/core/kit'
import { isOwnServer, whenDropped } from '@portside/service-kit'
import type { DatabaseData } from '@portside/service-kit/database'
import { commandsOf } from '../client'
import { addressOf, type MongodbAddress, variablesOf } from '../mongodb-address'
import type { MongodbHandle } from '../mongodb-handle'
import type { DatabaseOptions } from './database-options'

/** The longest wait for a connection to a server of our own, in milliseconds: one that has stopped must not keep this process alive. */
const ownLimitMs = 500

/** Names a database and fills it: MongoDB makes one when something is written to it. It is dropped when it is released. */
export async function startDatabase(seed: DatabaseOptions['seed'], context: StartContext): Promise<Launch> {
  const server = context.needs['server'] as MongodbHandle
  const address = addressOf(server, `db_${randomBytes(6).toString('hex')}`)
  const { url, database } = address
  const command = commandsOf(address, database)
  context.defer(() => drop(address, server))
  await seed?.({ url, env: variablesOf(address), command })
  return { data: { url } satisfies DatabaseData }
}

async function drop(address: MongodbAddress, server: MongodbHandle): Promise<void> {
  const command = commandsOf(address, address.database, isOwnServer(server) ? ownLimitMs : undefined)
  await whenDropped(server, command({ dropDatabase: 1 }))
}
