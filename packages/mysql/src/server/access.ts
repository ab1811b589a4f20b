import { randomBytes } from 'node:crypto'
import { chownSync, writeFileSync } from 'node:fs'
import type { UserIds } from '@portside/core/kit'

/** The user that owns the databases of a server. */
export const superuser = 'root'

/** The database that every server has, as MariaDB's own tools make one. */
export const firstDatabase = 'test'

/** Returns a new password, which nobody can guess. */
export function newPassword(): string {
  return randomBytes(18).toString('base64url')
}

/**
 * Writes the statements that a server runs at each start before it accepts a connection: there is one user, who comes over loopback with the new password.
 */
export function writeInitFile(path: string, password: string, user: UserIds | undefined): void {
  const name = `'${superuser}'@'127.0.0.1'`
  const statements = [
    `CREATE DATABASE IF NOT EXISTS ${firstDatabase}`,
    `CREATE USER IF NOT EXISTS ${name} IDENTIFIED BY '${password}'`,
    `ALTER USER ${name} IDENTIFIED BY '${password}'`,
    `GRANT ALL PRIVILEGES ON *.* TO ${name} WITH GRANT OPTION`,
    `DROP USER IF EXISTS 'root'@'localhost', 'root'@'::1', ''@'localhost'`,
  ]
  // Each statement has a line of its own.
  writeFileSync(path, statements.map((statement) => `${statement};\n`).join(''), { mode: 0o600 })
  if (user !== undefined) chownSync(path, user.uid, user.gid)
}
