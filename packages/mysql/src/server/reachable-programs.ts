import { realpathSync } from 'node:fs'
import { PortsideError } from '@portside/errors'
import { type SystemUser, unreachableFolder } from '@portside/service-kit'
import type { MysqlPrograms } from './find-mysql'

/**
 * Checks that the user of a server can reach its programs: those of root may be below a folder that is closed to all others. They are not copied: an archive of MariaDB has a gigabyte and more.
 *
 * @throws PortsideError `E_NO_FOLDER` that names the folder.
 */
export function checkReachable(
  { server, installer, base }: MysqlPrograms,
  user: SystemUser | undefined,
  service: string,
): void {
  if (user === undefined) return
  const paths = [server, installer, base && `${base}/share`].filter((path) => path !== undefined)
  const closed = paths
    .flatMap((path) => [path, realPath(path)])
    .map((path) => unreachableFolder(path, user))
    .find((folder) => folder !== undefined)
  if (closed === undefined) return
  throw new PortsideError({
    code: 'E_NO_FOLDER',
    service,
    summary: `the programs of its server are in a folder that the user ${user.name} cannot reach`,
    evidence: [
      `The program is ${server}.`,
      `The server refuses to run as root, so it runs as ${user.name}.`,
      `${closed}: ${user.name} may not pass this folder.`,
    ],
    hints: [`Move the programs to a folder that every user can pass, such as /opt, and set \`binaries\` to it.`],
  })
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
