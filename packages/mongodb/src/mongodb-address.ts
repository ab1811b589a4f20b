import { readAddress, type ServerAddress } from '@portside/service-kit/database'

/** The address of a database of a server, and who may use it. */
export interface MongodbAddress extends ServerAddress {
  /** The whole address, with the password: `mongodb://portside:…@127.0.0.1:62893/?authSource=admin&directConnection=true`. */
  readonly url: string
  /** Empty if the server asks for no password. */
  readonly user: string
  /** The name of the database; that of drivers, `'test'`, if the URL names none. */
  readonly database: string
}

/** Reads the parts of a connection string with one host (https://www.mongodb.com/docs/manual/reference/connection-string/). */
export function parseAddress(text: string): MongodbAddress {
  const address = readAddress(text, 27_017)
  return { ...address, database: address.database || 'test' }
}

/** Returns the address of another database of the same server. The user stays one of the database that knew it before. */
export function addressOf(server: MongodbAddress, database: string): MongodbAddress {
  const url = new URL(server.url)
  const isLoggedIn = server.user !== '' && !url.searchParams.has('authSource')
  if (isLoggedIn) url.searchParams.set('authSource', decodeURIComponent(url.pathname.slice(1)) || 'admin')
  url.pathname = `/${encodeURIComponent(database)}`
  return { ...server, database, url: url.href }
}

/** Returns the variables that apps read by convention. */
export function variablesOf({ url }: MongodbAddress): Readonly<Record<string, string>> {
  return { MONGODB_URI: url, MONGODB_URL: url, MONGO_URL: url }
}
