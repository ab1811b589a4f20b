import { PortsideError } from '@portside/errors'

/** ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_SPECIFIC_ACCESS_DENIED_ERROR. */
const denied = new Set<unknown>([1044, 1142, 1227])

/** The user of a server that runs already, and the service for which it acts. */
export interface Account {
  readonly service: string
  readonly user: string
}

/** Returns the error of a server, or one that says which rights its user wants to make and reset databases. */
export function withRights(error: unknown, { service, user }: Account): unknown {
  const { errno, message = '' } = error as { readonly errno?: unknown; readonly message?: string }
  if (!denied.has(errno)) return error
  return new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: `the user ${user} may not make databases on the server of \`existing\``,
    evidence: [`The server: ${message}`],
    hints: [
      `Let an administrator run \`GRANT ALL ON *.* TO '${user}'@'%'\`, with the host that the user has.`,
      'Or leave `database()` out, and give `mysql({ existing })` the URL of a database that the tests may use.',
    ],
    cause: error,
  })
}
