import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { stateFolder } from './environment'

/**
 * Where the runs of this user are written down: `portside/runs` in `XDG_STATE_HOME`, by default `~/.local/state` (XDG Base Directory
 * Specification), `~/Library/Application Support` on macOS, `%LOCALAPPDATA%` on Windows. What is not an absolute path does not count.
 */
export function ledgerDirectory(): string {
  const asked = stateFolder()
  const state = asked !== undefined && isAbsolute(asked) ? asked : join(homedir(), ...defaultFolder())
  return join(state, 'portside', 'runs')
}

function defaultFolder(): readonly string[] {
  if (process.platform === 'darwin') return ['Library', 'Application Support']
  return process.platform === 'win32' ? ['AppData', 'Local'] : ['.local', 'state']
}
