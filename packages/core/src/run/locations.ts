import { existsSync } from 'node:fs'
import { dirname, join, isAbsolute } from 'node:path'
import { stateFolder } from './environment'

/** Returns the folder of the project that `directory` is in: the nearest with a `package.json`, else `directory` itself. */
export function findProject(directory: string): string {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (dirname(folder) === folder) return directory
  }
}

const folder = ['portside', 'runs']

/**
 * The folder of this user's ledger: `portside/runs` in `XDG_STATE_HOME`, by default `~/.local/state` (XDG Base Directory Specification),
 * `~/Library/Application Support` on macOS, `%LOCALAPPDATA%` on Windows. A path that is not absolute is ignored.
 */
export function ledgerDirectory(): string {
  const asked = stateFolder()
  if (asked !== undefined && isAbsolute(asked)) return join(asked, ...folder)
  // Loaded late: importing this module would cost a quarter of a millisecond in each test file, which needs no such folder.
  const { homedir } = process.getBuiltinModule('node:os')
  return join(homedir(), ...stateFolderOfHome(), ...folder)
}

function stateFolderOfHome(): readonly string[] {
  if (process.platform === 'darwin') return ['Library', 'Application Support']
  return process.platform === 'win32' ? ['AppData', 'Local'] : ['.local', 'state']
}
