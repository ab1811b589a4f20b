import type { Handshake, HandshakeOptions, Verdict } from './handshake'

/** The user and database of the handshake. */
export interface PostgresOptions extends HandshakeOptions {
  /** The user of the startup packet; it need not be able to log in. @default 'postgres' */
  readonly user?: string
  /** A database that must exist. @default 'postgres', which need not */
  readonly database?: string
}

/**
 * PostgreSQL: the answer to the startup packet is judged as `pg_isready` does.
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html (StartupMessage, ErrorResponse)
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html (57P03, 3D000)
 */
export function postgres({ user = 'postgres', database }: PostgresOptions): Handshake {
  return {
    hello: startup(user, database ?? 'postgres'),
    judge: (received) => judgeAnswer(received, database !== undefined),
    goodbye: Buffer.from([0x58, 0, 0, 0, 4]),
  }
}

/** Builds the startup packet: length, protocol 3.0, then names and values, each ended by a zero, and a zero. */
export function startup(user: string, database: string): Buffer {
  const parameters = Buffer.from(`user\0${user}\0database\0${database}\0application_name\0portside\0\0`)
  const head = Buffer.alloc(8)
  head.writeInt32BE(8 + parameters.length, 0)
  head.writeInt32BE(196_608, 4)
  return Buffer.concat([head, parameters])
}

/**
 * Judges messages: a letter, a length that counts itself, and a body. A server that lets the user in (R with 0) looks for the database only
 * afterwards, so the next messages are awaited: parameters, and Z when it is ready for queries.
 */
function judgeAnswer(received: Buffer, isDatabaseNeeded: boolean): Verdict {
  for (let start = 0; ;) {
    if (received.length < start + 5) return 'incomplete'
    const kind = received.toString('latin1', start, start + 1)
    const body = start + 5
    const end = start + 1 + received.readInt32BE(start + 1)
    if (!'RESKNZv'.includes(kind) || end < body) return 'foreign'
    if (received.length < end) return 'incomplete'
    if (kind === 'Z' || (kind === 'R' && received.readInt32BE(body) !== 0)) return 'ready'
    if (kind === 'E') return judgeError(received.toString('utf8', body, end), { isDatabaseNeeded })
    start = end
  }
}

/**
 * Judges an ErrorResponse, whose fields are a letter and a text, each ended by a zero: C is the SQLSTATE, M the message. Without a login, a server that
 * refuses the user answers.
 */
export function judgeError(text: string, { isDatabaseNeeded = false, isLogin = false }): Verdict {
  const fields = new Map(text.split('\0').map((field) => [field.slice(0, 1), field.slice(1)]))
  const state = fields.get('C') ?? ''
  const isTooEarly = state.startsWith('57P') || (isDatabaseNeeded && state === '3D000')
  const message = fields.get('M') ?? ''
  // Whoever comes without TLS may be refused for that reason alone.
  const isRefused = isLogin && state.startsWith('28') && !/no encryption|SSL off/.test(message)
  return isTooEarly || isRefused ? { wrong: `${message} (${state})` } : 'ready'
}
