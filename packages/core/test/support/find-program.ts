import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The path of an installed program; `undefined`, and a line that says so, where there is none. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin', ...postgresFolders()]
  const path = folders.map((folder) => join(folder, name)).find(isExecutable)
  if (path === undefined) console.log(`skipped: ${name} is not installed`)
  return path
}

/** Debian keeps the programs of PostgreSQL apart, by version. */
function postgresFolders(): string[] {
  try {
    return readdirSync('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`)
  } catch {
    return []
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
