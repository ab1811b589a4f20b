import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of the project that `directory` is in: the nearest with a `package.json`, else `directory` itself. */
export function findProject(directory: string): string {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (dirname(folder) === folder) return directory
  }
}
