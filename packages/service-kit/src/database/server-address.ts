/** The parts of the URL of a database. */
export interface ServerAddress {
  /** The whole address, with the password. */
  readonly url: string
  readonly host: string
  readonly port: number
  /** Empty if the URL names none. */
  readonly user: string
  readonly password: string
  /** Empty if the URL names none. */
  readonly database: string
}

/** Reads the parts of the URL of a database; `port` is that of a URL without one. */
export function readAddress(text: string, port: number): ServerAddress {
  const url = new URL(text)
  return {
    url: text,
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: url.port === '' ? port : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
  }
}
