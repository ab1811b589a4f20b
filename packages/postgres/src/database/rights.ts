import { PortsideError } from '@portside/errors'
import type { Client } from '../client'
import type { PostgresAddress } from '../postgres-address'

/** The user of a server that runs already, and the service for which it acts. */
export interface Account {
  readonly service: string
  readonly address: Pick<PostgresAddress, 'user'>
}

/** Returns the error of a server, or one that says which right its user wants to make databases. */
export function withRights(error: unknown, account: Account): unknown {
  const { code, message = '' } = error as { readonly code?: unknown; readonly message?: string }
  if (code !== '42501' || !/to create database/.test(message)) return error
  return refusal(account, {
    summary: `the user ${account.address.user} may not create databases on the server of \`existing\``,
    hints: [
      `Let an administrator run \`ALTER ROLE ${quoted(account.address.user)} CREATEDB\`.`,
      'Or leave `database()` out, and give `postgres({ existing })` the URL of a database that the tests may use.',
    ],
    cause: error,
  })
}

/**
 * Checks that the user of a connection can restore rows, and that no row is hidden from it.
 *
 * @throws PortsideError `E_NOT_READY` that names the right that it wants.
 */
export async function checkResetRights({ query }: Client, account: Account): Promise<void> {
  // Rather an error than a table of which policies hide rows.
  await query('set row_security = off')
  await query("select set_config('session_replication_role', 'replica', true)").catch((cause: unknown) => {
    const { user } = account.address
    throw refusal(account, {
      summary: `the user ${user} may not set session_replication_role, without which rows cannot be restored past triggers and foreign keys`,
      hints: [
        `Let an administrator run \`GRANT SET ON PARAMETER session_replication_role TO ${quoted(user)}\` (PostgreSQL 15 and newer), or use the URL of a superuser.`,
        "Or give each test a database of its own: `scope: 'test'` without `reset`.",
      ],
      cause,
    })
  })
}

function refusal(
  { service }: Account,
  { cause, ...words }: { readonly summary: string; readonly hints: readonly string[]; readonly cause: unknown },
): PortsideError {
  const { message } = cause as Error
  return new PortsideError({ code: 'E_NOT_READY', service, ...words, evidence: [`The server: ${message}`], cause })
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
