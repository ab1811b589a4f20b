import { existsSync } from 'node:fs'
import { dirname, join, isAbsolute } from 'node:path'
import { stateFolder } from './environment'

/** The folder of the project that `directory` is in: the nearest with a `package.json`, else `directory` itself. */
export function findProject(directory: string): string {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (dirname(folder) === folder) return directory
  }
}

const folder = ['portside', 'runs']

/**
 * Where the runs of this user are written down: `portside/runs` in `XDG_STATE_HOME`, by default `~/.local/state` (XDG Base Directory
 * Specification), `~/Library/Application Support` on macOS, `%LOCALAPPDATA%` on Windows. What is not an absolute path does not count.
 */
export function ledgerDirectory(): string {
  const asked = stateFolder()
  if (asked !== undefined && isAbsolute(asked)) return join(asked, ...folder)
  // Test files, which ask for no such folder, would pay a quarter of a millisecond each to import this module.
  const { homedir } = process.getBuiltinModule('node:os')
  return join(homedir(), ...stateFolderOfHome(), ...folder)
}

function stateFolderOfHome(): readonly string[] {
  if (process.platform === 'darwin') return ['Library', 'Application Support']
  return process.platform === 'win32' ? ['AppData', 'Local'] : ['.local', 'state']
}
