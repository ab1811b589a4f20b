/** The address of a database, and who may use it. */
export interface MysqlAddress {
  /** The whole address, with the password: `mysql://root:…@127.0.0.1:62893/test`. */
  readonly url: string
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  /** The database that is used when a statement names none; empty for none. */
  readonly database: string
}

/** Reads the parts of a URL, with MySQL's own defaults. */
export function parseAddress(text: string): MysqlAddress {
  const url = new URL(text)
  return {
    url: text,
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: url.port === '' ? 3306 : Number(url.port),
    user: decodeURIComponent(url.username) || 'root',
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
  }
}

/**
 * Returns the variables of the server's own programs (`MYSQL_HOST`, `MYSQL_TCP_PORT`, `MYSQL_PWD`), and those that apps and images use.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/environment-variables.html
 */
export function variablesOf({ host, port, user, password, database }: MysqlAddress): Readonly<Record<string, string>> {
  return {
    MYSQL_HOST: host,
    MYSQL_PORT: String(port),
    MYSQL_TCP_PORT: String(port),
    MYSQL_USER: user,
    MYSQL_PASSWORD: password,
    MYSQL_PWD: password,
    MYSQL_DATABASE: database,
  }
}
