import type { Launch, StartContext } from '@portside/core/kit'
import { isPortsideError, PortsideError } from '@portside/errors'
import { isOwnServer, resetLaunch, whenDropped } from '@portside/service-kit'
import type { DatabaseData } from '@portside/service-kit/database'
import { accountError } from '../account-error'
import { openClient } from '../client/client'
import { addressOf, type RedisAddress, variablesOf } from '../redis-address'
import type { RedisHandle } from '../redis-handle'
import type { DatabaseOptions } from './database-options'
import { adminAddress, connectionTo } from './server-connection'

const need = 'To take a numbered database needs SELECT, DBSIZE, FLUSHDB, SUBSCRIBE, UNSUBSCRIBE and PUBSUB.'

/** The options of a database, as its start needs them. */
export interface DatabaseSpec {
  readonly seed: DatabaseOptions['seed']
  readonly isolation: 'database' | 'process'
  readonly isReset: boolean
}

/** Takes a database of its server and fills it. It is emptied when it is released. */
export async function startDatabase(spec: DatabaseSpec, context: StartContext): Promise<Launch> {
  const server = context.needs['server'] as RedisHandle
  const address = addressOf(server, await chooseNumber(spec, server, context))
  await fill(address, spec.seed)
  if (!spec.isReset) return { data: { url: address.url } satisfies DatabaseData }
  const { openResetter } = await import('../reset/open-resetter')
  const resetter = await openResetter(adminAddress(address, isOwnServer(server)), context.name, isOwnServer(server))
  return resetLaunch(address.url, resetter, context)
}

async function chooseNumber({ isolation }: DatabaseSpec, server: RedisHandle, context: StartContext): Promise<number> {
  if (isolation === 'process') {
    if (!isOwnServer(server)) throw notOwn(context.name)
    return 0
  }
  const connection = await connectionTo(server, isOwnServer(server))
  const database = await connection.take(context.name).catch((error: Error) => {
    throw isPortsideError(error) ? error : accountError(context.name, need, error)
  })
  context.defer(() => release(database))
  return database

  /** A database of a server of our own is emptied once more before it is used again. */
  async function release(database: number): Promise<void> {
    // The connection that took it may have been lost.
    const releasing = connectionTo(server, isOwnServer(server)).then((current) => current.release(database))
    await whenDropped(server, releasing)
  }
}

async function fill(address: RedisAddress, seed: DatabaseSpec['seed']): Promise<void> {
  if (seed === undefined) return
  const { send, close } = await openClient(address)
  try {
    await seed({ url: address.url, env: variablesOf(address), send })
  } finally {
    close()
  }
}

function notOwn(service: string): PortsideError {
  return new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: "`isolation: 'process'` needs a server that portside starts",
    evidence: ['`existing` names a server that runs already, which other tests use.'],
    hints: ['Give `database()` a `redis()` without `existing`.'],
  })
}
