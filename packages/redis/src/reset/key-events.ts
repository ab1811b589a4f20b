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

/** Follows the keys of a database that are written to, by its keyspace notifications. Its connections are opened again when they were lost. Keys are bytes, as latin1. */
export interface KeyEvents {
  /** Runs commands as one transaction, whose own writes are not counted. */
  readonly transact: (commands: readonly (readonly RedisWord[])[]) => Promise<Outcome>
  /** Sends a command by the same connection; its replies have buffers. */
  readonly send: Client['send']
  readonly close: () => Promise<void>
}

const setting = 'notify-keyspace-events'
const need = `A reset needs the keyspace notifications of the server (CONFIG, SUBSCRIBE, PSUBSCRIBE, PUBLISH, PUBSUB).`

/** The connection for commands, and the one that gets the events. */
interface Connections {
  readonly client: Client
  readonly subscriber: Client
}

/**
 * Subscribes to the events of a database.
 *
 * @throws PortsideError `E_NOT_READY` for the service `name` when the account may not do so.
 * @see https://redis.io/docs/latest/develop/pubsub/keyspace-notifications/
 */
export async function openKeyEvents(address: RedisAddress, name: string, isOwn: boolean): Promise<KeyEvents> {
  const marks = `portside:mark:${randomBytes(9).toString('base64url')}`
  const prefix = `__keyspace@${address.database}__:`
  const events = isOwn ? { turnOn, close: async () => undefined } : sharedEvents()
  let [before, changed] = [new Set<string>(), new Set<string>()]
  let isOurs = false
  let connections = await connect()
  return { transact, send: (...words) => connections.client.send(...words), close }

  async function connect(): Promise<Connections> {
    const client = await openClient(address, { hasBuffers: true })
    try {
      const onMessage = (channel: Buffer): void => note(channel.toString('latin1'))
      const subscriber = await openClient(address, { onMessage })
      const opened = { client, subscriber }
      await subscribe(opened).catch((cause: Error) => {
        subscriber.close()
        throw accountError(name, need, cause)
      })
      return opened
    } catch (error) {
      client.close()
      throw error
    }
  }

  async function subscribe(opened: Connections): Promise<void> {
    await opened.subscriber.send('SUBSCRIBE', marks)
    await opened.subscriber.send('PSUBSCRIBE', `${prefix}*`)
    await events.turnOn(opened)
  }

  async function close(): Promise<void> {
    await events.close(connections).catch(() => undefined)
    closeAll(connections)
  }

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
    try {
      return await attempt(commands)
    } catch (error) {
      const { client, subscriber } = connections
      if (!client.ended.aborted && !subscriber.ended.aborted) throw error
    }
    // Whatever was written since then is not known.
    closeAll(connections)
    ;[before, changed, isOurs] = [new Set(), new Set(), false]
    connections = await connect()
    return { ...(await attempt(commands)), isKnown: false }
  }

  async function attempt(commands: readonly (readonly RedisWord[])[]): Promise<Outcome> {
    const { client, subscriber } = connections
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
    if (!isKnown) await turnOn(connections)
    return { replies: replies.slice(0, -1), changed: before, isKnown }
  }
}

function closeAll({ client, subscriber }: Connections): void {
  for (const one of [client, subscriber]) one.close()
}

/** Turns the events on, on a server that is not ours, and sets them back when nobody uses them any more. Users subscribe to a channel whose name has the events that were on before the first of them. */
function sharedEvents() {
  const users = 'portside:events:'
  let original: string | undefined
  return { turnOn: turnOnAndRemember, close }

  async function turnOnAndRemember({ client, subscriber }: Connections): Promise<void> {
    const flags = flagsOf(await client.send('CONFIG', 'GET', setting))
    const [channel] = await client.send<readonly Buffer[]>('PUBSUB', 'CHANNELS', `${users}*`)
    original ??= channel === undefined ? flags : channel.toString().slice(users.length)
    await subscriber.send('SUBSCRIBE', `${users}${original}`)
    await turnOn({ client })
  }

  async function close({ client, subscriber }: Connections): Promise<void> {
    if (original === undefined) return
    await subscriber.send('UNSUBSCRIBE', `${users}${original}`)
    const [, count] = await client.send<readonly [Buffer, number]>('PUBSUB', 'NUMSUB', `${users}${original}`)
    if (count === 0) await client.send('CONFIG', 'SET', setting, original)
  }
}

/** Adds the events of all keys to those that are on. */
async function turnOn({ client: { send } }: Pick<Connections, 'client'>): Promise<void> {
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
