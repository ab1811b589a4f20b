import { PortsideError } from '@portside/errors'
import { makeGuardedFolder, type StartContext } from '@portside/core/kit'
import {
  type BinaryFolder,
  copyFolder,
  dataPlace,
  programPath,
  type SystemUser,
  unprivilegedUser,
  unreachableFolder,
} from '@portside/service-kit'
import { basename, dirname, join } from 'node:path'
import { linkLibraries } from './npm-binaries'

/** The folder of one server, and the programs as its user can run them. */
export interface ServerFolder {
  readonly path: string
  /** The user of the server, if this process is root's, as which PostgreSQL refuses to run. */
  readonly user: SystemUser | undefined
  readonly binaries: string
  /** Variables for its programs. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The search path of shared libraries, if the programs need one. */
  readonly libraries: string | undefined
}

/** The users that a server of root's may run as: the first that the system has. */
const users = ['postgres', 'nobody']

// Of the environment, the server and initdb would take these for options.
const ignored = {
  PGDATA: undefined,
  PGDATESTYLE: undefined,
  PGTZ: undefined,
  PGCLIENTENCODING: undefined,
  LC_ALL: undefined,
}

/** Makes the folder of a server, on tmpfs if there is room. Throws `E_NO_FOLDER` when the server's user cannot reach it. */
export async function makeServerFolder(found: BinaryFolder, context: StartContext): Promise<ServerFolder> {
  const user = unprivilegedUser(users)
  if (user === undefined && process.getuid?.() === 0) throw noUser(context.name)
  const place = dataPlace()
  if (user !== undefined) checkReach(join(place, 'data'), user, context.name)
  const path = await makeGuardedFolder(place, context, user !== undefined)
  const binaries = await reachableBinaries(found.path, path, user)
  const libraries = await linkLibraries(binaries, path)
  return {
    path,
    user,
    binaries,
    libraries,
    env: { ...ignored, LD_LIBRARY_PATH: libraries ?? process.env['LD_LIBRARY_PATH'] },
  }
}

/** Copies the whole installation if the server's user may not enter it, such as a `node_modules` below `/root`. */
async function reachableBinaries(binaries: string, folder: string, user: SystemUser | undefined): Promise<string> {
  if (user === undefined || unreachableFolder(programPath(binaries, 'postgres'), user) === undefined) return binaries
  const copy = join(folder, 'installation')
  await copyFolder(dirname(binaries), copy)
  return join(copy, basename(binaries))
}

function checkReach(path: string, user: SystemUser, service: string): void {
  const closed = unreachableFolder(path, user)
  if (closed === undefined) return
  throw new PortsideError({
    code: 'E_NO_FOLDER',
    service,
    summary: `found no folder for its data that the user ${user.name} can reach`,
    evidence: [
      `PostgreSQL refuses to run as root, so it runs as ${user.name}.`,
      `${closed}: ${user.name} may not pass this folder.`,
    ],
    hints: ['Set TMPDIR to a folder that every user can pass, such as /tmp.'],
  })
}

function noUser(service: string): PortsideError {
  return new PortsideError({
    code: 'E_SPAWN_FAILED',
    service,
    summary: 'PostgreSQL refuses to run as root, and there is no other user for it',
    evidence: [`/etc/passwd has none of ${users.join(', ')}.`],
  })
}
