import { PortsideError } from '@portside/errors'

/** ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR. */
const denied = new Set<unknown>([1044, 1142])

/** The user of a server, and the service for which it acts. */
export interface Account {
  readonly service: string
  readonly user: string
  /** Whether portside has started the server, where the user has all rights. */
  readonly isOwn: boolean
}

/** The failure of a step, which keeps its error as it is: the rights that its SQL needs are the user's affair. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure'
}

/**
 * Runs steps, and statements of our own that make databases.
 *
 * @throws PortsideError `E_NOT_READY` with the rights that the user of a server that runs already lacks for our own statements.
 */
export async function withRights<Result>(account: Account, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof StepFailure) throw error.cause
    throw account.isOwn ? error : explained(error, account)
  }
}

function explained(error: unknown, { service, user }: Account): unknown {
  const { errno, message = '' } = error as { readonly errno?: unknown; readonly message?: string }
  if (!denied.has(errno)) return error
  const account = `'${user.replaceAll("'", "''")}'@'%'`
  return new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: `the user ${user} may not create databases on the server of \`existing\``,
    evidence: [`The server: ${message}`],
    hints: [
      `Let an administrator run this, with the host that the user has: GRANT ALL ON \`db\\_%\`.* TO ${account}; GRANT ALL ON \`portside%\`.* TO ${account};`,
      'Or leave `database()` out, and give `mysql({ existing })` the URL of a database that the tests may use.',
    ],
    cause: error,
  })
}
