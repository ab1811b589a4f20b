import { randomBytes } from 'node:crypto'
import type { Launch, StartContext } from '@portside/core/kit'
import { commandsOf } from '../client'
import { addressOf, variablesOf } from '../mongodb-address'
import type { MongodbHandle } from '../mongodb-handle'
import type { DatabaseData } from './database-handle'
import type { DatabaseOptions } from './database-options'

/** Names a database and fills it: MongoDB makes one when something is written to it. It is dropped when it is released. */
export async function startDatabase(seed: DatabaseOptions['seed'], context: StartContext): Promise<Launch> {
  const server = context.needs['server'] as MongodbHandle
  const address = addressOf(server, `db_${randomBytes(6).toString('hex')}`)
  const { url, database } = address
  const command = commandsOf(address, database)
  // A server of our own takes its databases with it; one of `existing` keeps them.
  if (server.pid === undefined) context.defer(async () => void (await command({ dropDatabase: 1 })))
  await seed?.({ url, env: variablesOf(address), command })
  return { data: { url } satisfies DatabaseData }
}
