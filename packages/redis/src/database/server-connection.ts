// The connections of this process to servers, and the registry of this package: the numbers that it has of each.
import { randomInt } from 'node:crypto'
import { PortsideError } from '@portside/errors'
import { globalState } from '@portside/internal'
import { sharedConnection } from '@portside/service-kit'
import { type Client, openClient } from '../client/client'
import type { RedisWord } from '../client/reply'
import { addressOf, type RedisAddress } from '../redis-address'
import { adminUser } from '../server/settings'

/** The databases that a server has if it does not say. */
const usualCount = 16

/** Commands that reach the databases of others: the user of apps and tests may not use them. */
const forbidden = ['flushall', 'swapdb', 'shutdown', 'replicaof', 'slaveof', 'failover']

/** The connection of this process to a server, by which databases are given out. It stays open, without keeping the process alive, until the server stops. */
export interface ServerConnection {
  /** Takes a database that nobody else has, and that is empty. Throws a PortsideError for the service `name` when there is none. */
  readonly take: (name: string) => Promise<number>
  /** Empties a database and gives it back. */
  readonly release: (database: number) => Promise<void>
}

/** Returns the connection to a server, which is our own or one of `existing`. */
export function connectionTo(server: RedisAddress, isOwn: boolean): Promise<ServerConnection> {
  return sharedConnection('redis', server, (forget) => openConnection(server, isOwn, forget))
}

/** The numbers that this process has of each server; they outlive a connection. */
function takenNumbers(url: string): Set<number> {
  type Numbers = Map<string, Set<number>>
  const { byUrl } = globalState<{ readonly byUrl: Numbers }>('redis.numbers', () => ({ byUrl: new Map() }))
  const known = byUrl.get(url) ?? new Set()
  byUrl.set(url, known)
  return known
}

/** Returns the address by which portside itself uses a server: that of a user with all rights, on a server of our own. */
export function adminAddress(server: RedisAddress, isOwn: boolean): RedisAddress {
  if (!isOwn) return server
  const url = new URL(server.url)
  url.username = adminUser
  return { ...server, user: adminUser, url: url.href }
}

async function openConnection(server: RedisAddress, isOwn: boolean, onEnd: () => void): Promise<ServerConnection> {
  const address = addressOf(adminAddress(server, isOwn), 0)
  const [admin, holder] = await Promise.all([openClient(address), openClient(address, { onMessage: () => undefined })])
  for (const { ended } of [admin, holder]) ended.addEventListener('abort', onEnd, { once: true })
  if (isOwn) await admin.send('ACL', 'SETUSER', 'default', ...forbidden.map((command) => `-${command}`))
  let count = await databaseCount(admin)
  const taken = takenNumbers(server.url)
  for (const database of taken) await holder.send('SUBSCRIBE', channelOf(database))
  let next = randomInt(1, Math.max(count, 2))
  return { take, release }

  async function take(name: string): Promise<number> {
    for (let tries = 1; tries < count; tries += 1) {
      const database = next
      next = database + 1 < count ? database + 1 : 1
      if (taken.has(database)) continue
      const held = await hold(database)
      if (held === true) return database
      if (held === undefined) {
        limitTo(database)
        tries = 0
      }
    }
    throw noneLeft(name, count, isOwn)
  }

  /** A server that may not be asked for its number of databases may have fewer: then all of those are tried. */
  function limitTo(database: number): void {
    count = Math.min(count, database)
    next = 1
  }

  /** A subscription shows other processes of ours who has a database; it ends with the process. If two subscribe at once, both go on. Returns `undefined` if the server has no such database. */
  async function hold(database: number): Promise<boolean | undefined> {
    taken.add(database)
    await holder.send('SUBSCRIBE', channelOf(database))
    const [, holders] = await admin.send<[string, number]>('PUBSUB', 'NUMSUB', channelOf(database))
    if (holders === 1) {
      if (isOwn) await inDatabase(admin, database, 'FLUSHDB')
      const size = await inDatabase(admin, database, 'DBSIZE').catch(unlessOutOfRange)
      if (size === 0) return true
      await unsubscribe(database)
      return size === undefined ? undefined : false
    }
    await unsubscribe(database)
    return false
  }

  async function release(database: number): Promise<void> {
    await inDatabase(admin, database, 'FLUSHDB')
    await unsubscribe(database)
  }

  async function unsubscribe(database: number): Promise<void> {
    await holder.send('UNSUBSCRIBE', channelOf(database))
    taken.delete(database)
  }
}

function channelOf(database: number): string {
  return `portside:database:${database}`
}

/** Sends a command in a database. Nothing else is sent between the two, since they are sent in one turn. */
async function inDatabase({ send }: Client, database: number, ...words: readonly RedisWord[]): Promise<unknown> {
  const [, reply] = await Promise.all([send('SELECT', database), send(...words)])
  return reply
}

/** The answer to SELECT for a number that the server does not have. */
function unlessOutOfRange(error: Error): undefined {
  if (!error.message.includes('index is out of range')) throw error
}

async function databaseCount({ send }: Client): Promise<number> {
  // The account of a server that runs already may not be allowed to ask.
  const answer = await send<readonly string[]>('CONFIG', 'GET', 'databases').catch(() => [])
  return Number(answer[1] ?? usualCount)
}

function noneLeft(service: string, count: number, isOwn: boolean): PortsideError {
  const own = `Set \`settings: { databases: ${Math.max(count, 16) * 4} }\` of \`redis()\`, or a narrower \`scope\`.`
  const other = 'Empty some that nobody needs (FLUSHDB), or set `databases` in the configuration of the server.'
  return new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: 'found no numbered database that is free',
    evidence: [
      `The server has ${count}: database 0 is that of the server itself, and ${count === 1 ? 'there are no others' : isOwn ? 'all others are in use' : 'all others are in use, or have keys'}.`,
    ],
    hints: [isOwn ? own : other],
  })
}
