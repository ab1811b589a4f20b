import { isAbsolute, join } from 'node:path'
import { stateFolder } from './environment'

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
