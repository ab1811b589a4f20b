import { checkOptions, optionRules, type OptionRules } from '@portside/errors'
import type * as Protocols from '../waiting'
import type { Handshake, HandshakeOptions } from '../handshakes/handshake'
import type { Login } from '../handshakes/login'
import type { PostgresOptions } from '../handshakes/postgres'
import type { Probe } from '../probe'
import { targetAddress } from './target-address'

const rules: OptionRules<HandshakeOptions> = { port: optionRules.port }
const postgresRules: OptionRules<PostgresOptions> = { ...rules, user: optionRules.text, database: optionRules.text }

/**
 * Ready when PostgreSQL accepts sessions: it asks for a password, is ready for queries, or refuses for a reason other than that it is starting or
 * stopping (as `pg_isready` judges). It listens before that, so a connection alone proves nothing. With the password of a URL (of `existing` or
 * `external`) it must let the user in.
 * @throws TypeError when the port is none.
 */
export function postgres(options: PostgresOptions = {}): Probe {
  checkOptions('probe.postgres()', options, postgresRules)
  return handshakeProbe('PostgreSQL', options, (protocols, login) =>
    login === undefined ? protocols.postgres(options) : protocols.postgresLogin(withOptions(login, options)),
  )
}

/**
 * Ready when MySQL or MariaDB greets with protocol version 10; an error packet (too many connections) is not a greeting. With the password
 * of a URL it must let the user in.
 * @throws TypeError when the port is none.
 */
export function mysql(options: HandshakeOptions = {}): Probe {
  checkOptions('probe.mysql()', options, rules)
  return handshakeProbe('MySQL', options, (protocols, login) =>
    login === undefined ? protocols.mysql : protocols.mysqlLogin(login),
  )
}

/**
 * Ready when Redis or Valkey answers PING, even with a request for a password; not while it loads its data. A server with a password shows that it loads only to a client that has logged in: use a URL with the
 * password, or `probe.all(probe.redis(), probe.log(/Ready to accept connections/))`. With the password of a URL it must let the user in.
 * @throws TypeError when the port is none.
 */
export function redis(options: HandshakeOptions = {}): Probe {
  checkOptions('probe.redis()', options, rules)
  return handshakeProbe('Redis', options, (protocols, _, url) => protocols.redis(url))
}

/**
 * Ready when MongoDB answers the command `hello` with `ok: 1`. With the password of a URL it must let the user in.
 * @throws TypeError when the port is none.
 */
export function mongodb(options: HandshakeOptions = {}): Probe {
  checkOptions('probe.mongodb()', options, rules)
  return handshakeProbe('MongoDB', options, (protocols, login) =>
    login === undefined ? protocols.mongodb : protocols.mongodbLogin(login),
  )
}

/**
 * Ready when an AMQP 0-9-1 broker (RabbitMQ) answers the protocol header with `connection.start`.
 * @throws TypeError when the port is none.
 */
export function amqp(options: HandshakeOptions = {}): Probe {
  checkOptions('probe.amqp()', options, rules)
  return handshakeProbe('AMQP', options, (protocols) => protocols.amqp)
}

/**
 * Ready when an MQTT 3.1.1 broker answers CONNECT, even by refusing the client's credentials.
 * @throws TypeError when the port is none.
 */
export function mqtt(options: HandshakeOptions = {}): Probe {
  checkOptions('probe.mqtt()', options, rules)
  return handshakeProbe('MQTT', options, (protocols) => protocols.mqtt)
}

/**
 * Ready when a NATS server sends its INFO, which it does to every client.
 * @throws TypeError when the port is none.
 */
export function nats(options: HandshakeOptions = {}): Probe {
  checkOptions('probe.nats()', options, rules)
  return handshakeProbe('NATS', options, (protocols) => protocols.nats)
}

const schemes: Readonly<Record<string, string>> = {
  PostgreSQL: 'postgres',
  MySQL: 'mysql',
  Redis: 'redis',
  MongoDB: 'mongodb',
  AMQP: 'amqp',
  MQTT: 'mqtt',
  NATS: 'nats',
}

/** Chooses the messages for a server: with the login of the URL of the target, if that has a password. */
type Choose = (protocols: typeof Protocols, login: Login | undefined, url: string | undefined) => Handshake

/** A database that the options name is looked for in any case. */
function withOptions(login: Login, { database, user }: PostgresOptions): Login {
  return { ...login, database: database ?? login.database, user: login.user || (user ?? 'postgres') }
}

/** Makes a probe that is ready when the target's server gives the right first answer. */
function handshakeProbe(name: string, options: HandshakeOptions, choose: Choose): Probe {
  const { port } = options
  const description = `${name} answers`
  return {
    description,
    scheme: port === undefined ? schemes[name] : undefined,
    asksPort: port === undefined,
    wait: async (target, run) => {
      const address = targetAddress(target, port)
      const [{ waitForExchange }, protocols] = await Promise.all([import('../waiting'), import('../waiting')])
      const url = port === undefined ? target.url : undefined
      const login = protocols.loginOf(url)
      await waitForExchange(address, run, description, (socket, { limitMs }) =>
        protocols.converse(socket, name, choose(protocols, login, url), limitMs),
      )
    },
  }
}
