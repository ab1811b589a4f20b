import { readdirSync } from 'node:fs'
import { nearNames } from '@portside/internal'
import { searchFolders, withLocalBinaries } from './search-path'

/** The places of programs: the `node_modules/.bin` folders from `cwd` upwards, then the search path of `env`. */
export interface SearchPlace {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Returns the names of up to three programs that are spelled nearly like `program`.
 *
 * @example
 * nearCommands('vits', { cwd: process.cwd(), env: process.env }) // ['vite', 'vitest']
 *
 */
export function nearCommands(program: string, { cwd, env }: SearchPlace): readonly string[] {
  return nearNames(program, searchFolders(withLocalBinaries(env, cwd)).flatMap(listFolder))
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
