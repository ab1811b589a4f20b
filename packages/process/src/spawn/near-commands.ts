import { readdirSync } from 'node:fs'
import { editDistance, nearNames } from '@portside/internal'
import { searchFolders, withLocalBinaries } from './search-path'

/** The places of programs: the `node_modules/.bin` folders from `cwd` upwards, then the search path of `env`. */
export interface SearchPlace {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Returns the names of up to three programs that are spelled nearly like `program`: with one letter changed, or two if both begin alike. A search path
 * has thousands of names, and some are two letters away from any short one (`rarp` from `yarn`).
 *
 * @example
 * nearCommands('vits', { cwd: process.cwd(), env: process.env }) // ['vite', 'vitest']
 *
 */
export function nearCommands(program: string, { cwd, env }: SearchPlace): readonly string[] {
  const names = searchFolders(withLocalBinaries(env, cwd)).flatMap(listFolder)
  return nearNames(
    program,
    names.filter((name) => name[0] === program[0] || editDistance(program, name) === 1),
  )
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
