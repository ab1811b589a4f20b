import { randomBytes } from 'node:crypto'
import { accountError } from '../account-error'
import { type Client, openClient } from '../client/client'
import type { RedisReply, RedisWord } from '../client/reply'
import type { RedisAddress } from '../redis-address'

/** The outcome of a transaction. */
export interface Outcome {
  /** The replies to its commands. */
  readonly replies: readonly RedisReply[]
  /** The keys that others have written to since the transaction before. */
  readonly changed: ReadonlySet<string>
  /** Whether the server has named all keys since then: an app may turn its events off. */
  readonly isKnown: boolean
}

/** Follows the keys of a database that are written to, by its keyspace notifications. Keys are bytes, as latin1. */
export interface KeyEvents {
  /** Runs commands as one transaction, whose own writes are not counted. */
  readonly transact: (commands: readonly (readonly RedisWord[])[]) => Promise<Outcome>
  /** Sends a command by the same connection; its replies have buffers. */
  readonly send: Client['send']
  readonly close: () => void
}

const setting = 'notify-keyspace-events'
const need = `A reset needs the keyspace notifications of the server (CONFIG, SUBSCRIBE, PSUBSCRIBE, PUBLISH).`

/**
 * Subscribes to the events of a database.
 *
 * @throws PortsideError `E_NOT_READY` for the service `name` when the account may not do so.
 * @see https://redis.io/docs/latest/develop/pubsub/keyspace-notifications/
 */
export async function openKeyEvents(address: RedisAddress, name: string): Promise<KeyEvents> {
  const marks = `portside:mark:${randomBytes(9).toString('base64url')}`
  const prefix = `__keyspace@${address.database}__:`
  let [before, changed] = [new Set<string>(), new Set<string>()]
  let isOurs = false
  const [client, subscriber] = await Promise.all([
    openClient(address, { hasBuffers: true }),
    openClient(address, { onMessage: (channel) => note(channel.toString('latin1')) }),
  ])
  const close = (): void => [client, subscriber].forEach((one) => one.close())
  try {
    await subscriber.send('SUBSCRIBE', marks)
    await subscriber.send('PSUBSCRIBE', `${prefix}*`)
    await turnOn(client)
  } catch (cause) {
    close()
    throw accountError(name, need, cause as Error)
  }
  return { transact, send: client.send, close }

  /** Between two marks are the events of a transaction of ours. */
  function note(channel: string): void {
    if (channel !== marks) {
      if (!isOurs) changed.add(channel.slice(prefix.length))
      return
    }
    isOurs = !isOurs
    if (isOurs) [before, changed] = [changed, new Set()]
  }

  async function transact(commands: readonly (readonly RedisWord[])[]): Promise<Outcome> {
    const mark = ['PUBLISH', marks, '']
    const queued = [['MULTI'], ['CONFIG', 'GET', setting], mark, ...commands, mark].map((words) =>
      client.send(...words),
    )
    const [results] = await Promise.all([client.send<readonly RedisReply[]>('EXEC'), ...queued])
    // Its answer comes after all events until now.
    await subscriber.send('PING')
    const failed = results.find((reply) => reply instanceof Error)
    if (failed !== undefined) throw failed
    const [flags = null, , ...replies] = results
    const isKnown = hasAllEvents(flags)
    if (!isKnown) await turnOn(client)
    return { replies: replies.slice(0, -1), changed: before, isKnown }
  }
}

/** Adds the events of all keys to those that are on. */
async function turnOn({ send }: Pick<Client, 'send'>): Promise<void> {
  const flags = await send('CONFIG', 'GET', setting)
  if (!hasAllEvents(flags)) await send('CONFIG', 'SET', setting, `${flagsOf(flags)}KA`)
}

/** `K`: the channels of keys; `A`: the events of all commands. */
function hasAllEvents(answer: RedisReply): boolean {
  const flags = flagsOf(answer)
  return flags.includes('K') && flags.includes('A')
}

function flagsOf(answer: RedisReply): string {
  return Array.isArray(answer) ? String(answer[1]) : ''
}
