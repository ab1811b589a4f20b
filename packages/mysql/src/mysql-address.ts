import { readAddress, type ServerAddress } from '@portside/service-kit/database'

/** The address of a database, and who may use it. */
export interface MysqlAddress extends ServerAddress {
  /** The whole address, with the password: `mysql://root:…@127.0.0.1:62893/test`. */
  readonly url: string
  /** `'root'` if the URL names none. */
  readonly user: string
  /** The database that is used when a statement names none; empty for none. */
  readonly database: string
}

/** Reads the parts of a URL, with MySQL's own defaults. */
export function parseAddress(text: string): MysqlAddress {
  const address = readAddress(text, 3306)
  return { ...address, user: address.user || 'root' }
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
