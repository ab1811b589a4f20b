/** The address of a database of a server, and who may use it. */
export interface MongodbAddress {
  /** The whole address, with the password: `mongodb://portside:…@127.0.0.1:62893/?authSource=admin&directConnection=true`. */
  readonly url: string
  readonly host: string
  readonly port: number
  /** Empty if the server asks for no password. */
  readonly user: string
  readonly password: string
  /** The name of the database; that of drivers, `'test'`, if the URL names none. */
  readonly database: string
}

/** Reads the parts of a connection string with one host (https://www.mongodb.com/docs/manual/reference/connection-string/). */
export function parseAddress(text: string): MongodbAddress {
  const url = new URL(text)
  return {
    url: text,
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: url.port === '' ? 27_017 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || 'test',
  }
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
