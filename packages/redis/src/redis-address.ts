import { readAddress, type ServerAddress } from '@portside/service-kit/database'

/** The address of a database of a server, and who may use it. */
export interface RedisAddress extends Omit<ServerAddress, 'database'> {
  /** The whole address, with the password: `redis://:…@127.0.0.1:62893`, with `/3` for the database 3. */
  readonly url: string
  /** The user of the access control list; `'default'` if the URL names none. */
  readonly user: string
  /** Empty if the server asks for none. */
  readonly password: string
  /** The number of the database. */
  readonly database: number
}

/** Reads the parts of a URL (https://www.iana.org/assignments/uri-schemes/prov/redis), with Redis's own defaults. */
export function parseAddress(text: string): RedisAddress {
  const address = readAddress(text, 6379)
  return { ...address, user: address.user || 'default', database: Number(address.database) }
}

/** Returns the address of another database of the same server. */
export function addressOf(server: RedisAddress, database: number): RedisAddress {
  const url = new URL(server.url)
  url.pathname = `/${database}`
  return { ...server, database, url: url.href }
}

/** Returns the variables that apps read by convention, and that of redis-cli(1) for the password. */
export function variablesOf(address: RedisAddress): Readonly<Record<string, string>> {
  const { url, host, port, user, password, database } = address
  return {
    REDIS_URL: url,
    REDIS_HOST: host,
    REDIS_PORT: String(port),
    REDIS_USERNAME: user,
    REDIS_PASSWORD: password,
    REDIS_DB: String(database),
    REDISCLI_AUTH: password,
  }
}
