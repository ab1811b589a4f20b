import { readdirSync } from 'node:fs'
import { searchFolders, withLocalBinaries } from './search-path'

const maxDistance = 2
const maxNames = 3

/** Where programs are looked for: in the `node_modules/.bin` folders from `cwd` upwards, then on the search path of `env`. */
export interface SearchPlace {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * The names of up to three programs that are spelled nearly like `program`.
 *
 * @example
 * nearCommands('vits', { cwd: process.cwd(), env: process.env }) // ['vite', 'vitest']
 */
export function nearCommands(program: string, { cwd, env }: SearchPlace): readonly string[] {
  const names = new Set(searchFolders(withLocalBinaries(env, cwd)).flatMap(listFolder))
  return [...names]
    .map((name) => ({ name, distance: editDistance(program, name) }))
    .filter(({ name, distance }) => distance <= Math.min(maxDistance, Math.floor(name.length / 2)))
    .sort((left, right) => left.distance - right.distance || left.name.localeCompare(right.name))
    .slice(0, maxNames)
    .map(({ name }) => name)
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** How many characters have to be added, left out or replaced (Levenshtein). */
function editDistance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > maxDistance) return Infinity
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (const [index, character] of left.split('').entries()) row = nextRow(row, index + 1, character, right)
  return row.at(-1) ?? 0
}

function nextRow(above: readonly number[], first: number, character: string, right: string): number[] {
  const row = [first]
  for (let column = 1; column <= right.length; column += 1) {
    const replaced = (above[column - 1] ?? 0) + (right[column - 1] === character ? 0 : 1)
    row.push(Math.min(replaced, (above[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1))
  }
  return row
}
