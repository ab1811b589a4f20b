import { createHash } from 'node:crypto'
import type { Handshake, Verdict } from './handshake'
import type { Login } from './login'
import { judgeError, startup } from './postgres'
import { scram } from './scram'

/**
 * PostgreSQL, with a login: ready when it lets the user into the database.
 * @see https://www.postgresql.org/docs/current/protocol-flow.html (53.2.1), https://www.postgresql.org/docs/current/sasl-authentication.html
 */
export function postgresLogin({ user, password, database }: Login): Handshake {
  // The server knows the user from the startup packet.
  const proof = scram('sha256', '', password)
  return {
    hello: startup(user, database ?? user),
    judge,
    goodbye: Buffer.from([0x58, 0, 0, 0, 4]),
  }

  function judge(received: Buffer): Verdict {
    if (received.length < 5) return 'incomplete'
    const kind = received.toString('latin1', 0, 1)
    const taken = 1 + received.readInt32BE(1)
    if (!'RESKNZv'.includes(kind) || taken < 5) return 'foreign'
    if (received.length < taken) return 'incomplete'
    const body = received.subarray(5, taken)
    if (kind === 'Z') return 'ready'
    if (kind === 'E') return judgeError(body.toString('utf8'), { isDatabaseNeeded: true, isLogin: true })
    return kind === 'R' ? answerTo(body, taken) : { send: empty, taken }
  }

  /** Answers a message of authentication, by its number. */
  function answerTo(body: Buffer, taken: number): Verdict {
    const rest = body.subarray(4)
    const number = body.readInt32BE(0)
    if (number === 0 || number === 12) return { send: empty, taken }
    if (number === 3) return { send: message(`${password}\0`), taken }
    if (number === 5) return { send: message(`md5${md5(md5(password + user), rest)}\0`), taken }
    if (number === 10 && rest.includes('SCRAM-SHA-256\0'))
      return { send: message('SCRAM-SHA-256\0', proof.first), taken }
    const final = number === 11 ? proof.final(rest.toString()) : undefined
    // It asks for what no password gives, such as a ticket of Kerberos.
    return final === undefined ? 'ready' : { send: message(final), taken }
  }
}

const empty = new Uint8Array()

/** A PasswordMessage, or with a second text a SASLInitialResponse. */
function message(text: string, initial?: string): Buffer {
  const parts: Uint8Array[] = [Buffer.from(text)]
  if (initial !== undefined) parts.push(int32(Buffer.byteLength(initial)), Buffer.from(initial))
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from('p'), int32(body.length + 4), body])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function md5(text: string, salt: Uint8Array = empty): string {
  return createHash('md5').update(text).update(salt).digest('hex')
}
