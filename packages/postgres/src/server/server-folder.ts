import type { StartContext } from '@portside/core/kit'
import {
  type BinaryFolder,
  copyFolder,
  makeUserFolder,
  programPath,
  type SystemUser,
  unreachableFolder,
  type UserFolder,
} from '@portside/service-kit'
import { basename, dirname, join } from 'node:path'
import { linkLibraries } from './npm-binaries'

/** The folder of one server, and the programs as its user can run them. */
export interface ServerFolder extends UserFolder {
  readonly binaries: string
  /** Variables for its programs. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The search path of shared libraries, if the programs need one. */
  readonly libraries: string | undefined
}

const server = { product: 'PostgreSQL', users: ['postgres', 'nobody'] }

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
  const { path, user } = await makeUserFolder(server, context)
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
