import type { Probe } from '../probe'
import { handshakeProbe, notTheProtocol, type HandshakeOptions, type Verdict } from './handshake'

/** Who asks for which database. */
export interface PostgresOptions extends HandshakeOptions {
  /** The user of the startup packet; it need not be able to log in. @default 'postgres' */
  readonly user?: string
  /** A database that must exist. @default 'postgres', which need not */
  readonly database?: string
}

/**
 * Ready when PostgreSQL takes sessions: it asks for a password, lets in, or refuses for a reason other than that it is
 * starting or stopping (as `pg_isready` judges). It listens before that, so a connection alone proves nothing.
 * @throws TypeError when the port is none.
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html (StartupMessage, ErrorResponse)
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html (57P03, 3D000)
 */
export function postgres(options: PostgresOptions = {}): Probe {
  const { user = 'postgres', database = 'postgres' } = options
  const goodbye = Buffer.from([0x58, 0, 0, 0, 4])
  const judge = (received: Buffer): Verdict => judgeAnswer(received, options.database !== undefined)
  return handshakeProbe({ name: 'PostgreSQL', hello: startup(user, database), judge, goodbye }, options)
}

/** Length, protocol 3.0, then names and values, each ended by a zero, and a zero. */
function startup(user: string, database: string): Buffer {
  const parameters = Buffer.from(`user\0${user}\0database\0${database}\0application_name\0portside\0\0`)
  const head = Buffer.alloc(8)
  head.writeInt32BE(8 + parameters.length, 0)
  head.writeInt32BE(196_608, 4)
  return Buffer.concat([head, parameters])
}

function judgeAnswer(received: Buffer, isDatabaseNeeded: boolean): Verdict {
  if (received.length < 5) return 'incomplete'
  const kind = received.toString('latin1', 0, 1)
  if (kind === 'R') return 'ready'
  if (kind !== 'E') return notTheProtocol('PostgreSQL', received)
  const end = 1 + received.readInt32BE(1)
  return received.length < end ? 'incomplete' : judgeError(received.toString('utf8', 5, end), isDatabaseNeeded)
}

/** Fields of an ErrorResponse are a letter and a text, each ended by a zero: C is the SQLSTATE, M the message. */
function judgeError(text: string, isDatabaseNeeded: boolean): Verdict {
  const fields = new Map(text.split('\0').map((field) => [field.slice(0, 1), field.slice(1)]))
  const state = fields.get('C') ?? ''
  const isTooEarly = state.startsWith('57P') || (isDatabaseNeeded && state === '3D000')
  return isTooEarly ? { wrong: `${fields.get('M')} (${state})` } : 'ready'
}
