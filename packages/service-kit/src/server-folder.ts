import { join } from 'node:path'
import { makeGuardedFolder, type StartContext } from '@portside/core/kit'
import { PortsideError } from '@portside/errors'
import { dataPlace } from './data-place'
import { type SystemUser, unprivilegedUser, unreachableFolder } from './unprivileged-user'

/** A server that refuses to run as root. */
export interface UnprivilegedServer {
  /** The name of the product, for errors: `'PostgreSQL'`. */
  readonly product: string
  /** The users that a server of root's may run as: the first that the system has. */
  readonly users: readonly string[]
}

/** The folder of one server, and its user. */
export interface UserFolder {
  readonly path: string
  /** The user of the server, if this process is root's. */
  readonly user: SystemUser | undefined
}

/**
 * Makes the folder of a server that refuses to run as root, on tmpfs if there is room. It is removed with the service.
 *
 * @throws PortsideError `E_SPAWN_FAILED` when there is no user for it, `E_NO_FOLDER` when that user cannot reach the folder.
 */
export async function makeUserFolder(
  { product, users }: UnprivilegedServer,
  context: StartContext,
): Promise<UserFolder> {
  const user = unprivilegedUser(users)
  if (user === undefined && process.getuid?.() === 0)
    throw new PortsideError({
      code: 'E_SPAWN_FAILED',
      service: context.name,
      summary: `${product} refuses to run as root, and there is no other user for it`,
      evidence: [`/etc/passwd has none of ${users.join(', ')}.`],
    })
  const place = dataPlace()
  const closed = user === undefined ? undefined : unreachableFolder(join(place, 'data'), user)
  if (user !== undefined && closed !== undefined)
    throw new PortsideError({
      code: 'E_NO_FOLDER',
      service: context.name,
      summary: `found no folder for its data that the user ${user.name} can reach`,
      evidence: [
        `${product} refuses to run as root, so it runs as ${user.name}.`,
        `${closed}: ${user.name} may not pass this folder.`,
      ],
      hints: ['Set TMPDIR to a folder that every user can pass, such as /tmp.'],
    })
  return { path: await makeGuardedFolder(place, context, user !== undefined), user }
}
