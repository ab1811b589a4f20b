import { lstatSync, mkdirSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { privacyFault } from '@portside/process'
import { cacheHome } from './environment'

/**
 * Returns the folder of what services keep between runs, such as initialised databases: `PORTSIDE_CACHE`, else `portside` in `XDG_CACHE_HOME`, by default
 * `~/.cache` (XDG Base Directory Specification), `~/Library/Caches` on macOS, `%LOCALAPPDATA%` on Windows. A path that is not absolute is ignored.
 */
export function cacheLocation(): string {
  const { own, shared } = cacheHome()
  if (own !== undefined && isAbsolute(own)) return own
  if (shared !== undefined && isAbsolute(shared)) return join(shared, 'portside')
  const { homedir } = process.getBuiltinModule('node:os')
  return join(homedir(), ...cacheOfHome(), 'portside')
}

function cacheOfHome(): readonly string[] {
  if (process.platform === 'darwin') return ['Library', 'Caches']
  return process.platform === 'win32' ? ['AppData', 'Local', 'Cache'] : ['.cache']
}

/** Makes the folder `name` of the cache, which only this user may enter; `undefined` if there can be none, for example in a home that is read-only. */
export function cacheFolder(name: string): string | undefined {
  try {
    const path = join(cacheLocation(), name)
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return privacyFault(lstatSync(path)) === undefined ? path : undefined
  } catch {
    return undefined
  }
}
