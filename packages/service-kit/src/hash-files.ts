import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'

/**
 * Returns a hash of files: of the names and the content of all of them, with those in folders, wherever the folders are.
 *
 * @throws Error when a path does not exist or cannot be read.
 */
export async function hashFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of await filesIn(path)) {
      const text = await readFile(file)
      hash.update(`${relative(path, file)}\0${text.length}\0`).update(text)
    }
    hash.update('\0')
  }
  return hash.digest('hex')
}

/** Returns the files in a folder and below, sorted by name; of a file, itself. Installed packages are left out. */
export async function filesIn(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true })
  const sorted = entries
    .filter(({ name }) => name !== 'node_modules')
    .sort((one, other) => (one.name < other.name ? -1 : 1))
  const files: string[] = []
  for (const entry of sorted) files.push(...(await filesIn(join(path, entry.name))))
  return files
}
