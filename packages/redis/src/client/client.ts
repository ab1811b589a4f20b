import { once } from 'node:events'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import type { RedisAddress } from '../redis-address'
import { formatCommand, type RedisReply, type RedisWord, type SendFunction } from './reply'

/** A connection to a database. It keeps this process alive only while it waits for a reply. */
export interface Client {
  readonly send: SendFunction
  /** Aborted when the connection has ended. */
  readonly ended: AbortSignal
  readonly close: () => void
}

/** The options of a client. */
export interface ClientOptions {
  /** Whether bulk strings are returned as buffers, for keys that are no text. @default false */
  readonly hasBuffers?: boolean
  /** Called with the messages of subscriptions: the channel and the text. */
  readonly onMessage?: (channel: Buffer, message: Buffer) => void
}

/** The server has ended a connection. */
class ConnectionLost extends Error {
  readonly code = 'ECONNRESET'
}

interface Waiting {
  readonly resolve: (reply: RedisReply) => void
  readonly reject: (reason: Error) => void
}

/** Connects, logs in and selects the database of an address. Throws what the server answers, and the error of the socket. */
export async function openClient(address: RedisAddress, options: ClientOptions = {}): Promise<Client> {
  const { default: Parser } = await import('redis-parser')
  // No event of the socket may come before it has its listeners.
  const socket = await openSocket(address)
  const waiting: Waiting[] = []
  const end = new AbortController()
  const { hasBuffers = false, onMessage } = options
  const parser = new Parser({
    returnReply: (reply: RedisReply) => take(reply),
    returnError: (error: Error) => settle((one) => one.reject(error)),
    returnFatalError: (error: Error) => socket.destroy(error),
    returnBuffers: hasBuffers || onMessage !== undefined,
  })
  let reason: Error | undefined
  socket.on('data', (chunk) => parser.execute(chunk))
  socket.on('error', (error) => (reason = error))
  socket.once('close', () => {
    end.abort(reason ?? new ConnectionLost('The server has closed the connection'))
    for (const one of waiting.splice(0)) one.reject(end.signal.reason as Error)
  })
  const client: Client = { send: send as SendFunction, ended: end.signal, close: () => void socket.destroy() }
  await logIn(client, address)
  return client

  async function send(...words: readonly RedisWord[]): Promise<RedisReply> {
    end.signal.throwIfAborted()
    socket.ref()
    // Commands of one turn are one write.
    if (socket.writableCorked === 0) {
      socket.cork()
      process.nextTick(() => socket.uncork())
    }
    socket.write(formatCommand(words))
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
  }

  function take(reply: RedisReply): void {
    if (onMessage !== undefined && Array.isArray(reply) && isMessage(reply as readonly unknown[])) {
      const [channel, message] = (reply as unknown as readonly Buffer[]).slice(-2)
      if (channel !== undefined && message !== undefined) onMessage(channel, message)
    } else settle((one) => one.resolve(reply))
  }

  function settle(act: (one: Waiting) => void): void {
    const one = waiting.shift()
    if (waiting.length === 0) socket.unref()
    if (one !== undefined) act(one)
  }
}

function isMessage([kind]: readonly unknown[]): boolean {
  return Buffer.isBuffer(kind) && ['message', 'pmessage'].includes(kind.toString())
}

async function openSocket({ url, host, port }: RedisAddress): Promise<Socket> {
  const isSecure = new URL(url).protocol === 'rediss:'
  const socket = isSecure
    ? connectSecurely({ host, port, ...(isIP(host) === 0 && { servername: host }) })
    : connect({ host, port })
  socket.setNoDelay(true)
  await once(socket, isSecure ? 'secureConnect' : 'connect')
  return socket.unref()
}

async function logIn({ send, close }: Client, { user, password, database }: RedisAddress): Promise<void> {
  try {
    // Servers before Redis 6 know no users.
    if (password !== '') await send('AUTH', ...(user === 'default' ? [] : [user]), password)
    if (database !== 0) await send('SELECT', database)
  } catch (error) {
    close()
    throw error
  }
}
