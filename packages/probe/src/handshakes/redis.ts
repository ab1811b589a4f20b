import { URL } from 'node:url'
import type { Handshake, Verdict } from './handshake'

/**
 * Redis and Valkey: any answer to PING counts, even a request for a password, but not while data is loaded. With the login of a URL, that is sent
 * first and must be accepted. Without it, a server with a password answers the same while it loads: to a client that has not logged in it answers
 * NOAUTH before anything else.
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec/ (inline commands, simple errors)
 */
export function redis(url: string | undefined): Handshake {
  const { username = '', password = '' } = url === undefined ? {} : new URL(url)
  const login = [username, password].filter((word) => word !== '').map(decodeURIComponent)
  return { hello: Buffer.from(`${login.length === 0 ? '' : commandOf('AUTH', ...login)}PING\r\n`), judge }
}

/** Formats a command as an array of strings, which may hold anything. */
function commandOf(...words: readonly string[]): string {
  const texts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
  return `*${words.length}\r\n${texts.join('')}`
}

function judge(received: Buffer): Verdict {
  const text = received.toString('latin1')
  if (text === '') return 'incomplete'
  if (!/^[+-]/.test(text)) return 'foreign'
  if (!text.includes('\r\n')) return 'incomplete'
  // The answer to the login comes first.
  if (text.startsWith('+OK\r\n')) return judge(received.subarray('+OK\r\n'.length))
  if (/^(\+PONG|-NOAUTH|-NOPERM)/.test(text)) return 'ready'
  return { wrong: text.slice(1, text.indexOf('\r\n')) }
}
