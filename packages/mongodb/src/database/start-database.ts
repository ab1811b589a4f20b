import { randomBytes } from 'node:crypto'
import type { Launch, StartContext } from '@portside/core/kit'
import { commandsOf } from '../client'
import { addressOf, type MongodbAddress, variablesOf } from '../mongodb-address'
import type { MongodbHandle } from '../mongodb-handle'
import type { DatabaseData } from './database-handle'
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

/** A server of our own takes its databases with it, so nothing waits for their end; it may stop meanwhile. */
async function drop(address: MongodbAddress, { pid }: MongodbHandle): Promise<void> {
  const command = commandsOf(address, address.database, pid === undefined ? undefined : ownLimitMs)
  const dropping = command({ dropDatabase: 1 })
  if (pid === undefined) return void (await dropping)
  dropping.catch(() => undefined)
}
