import { readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { packageFolders } from '../support/package-entries'
import { repositoryRoot } from '../support/repository-root'

/** Every file under the `src` of a package, from the root of the repository, with slashes, sorted. */
export function sourceFiles(): readonly string[] {
  return packageFolders()
    .flatMap((folder) => filesBelow(join(folder, 'src')))
    .map((file) => relative(repositoryRoot, file).split(sep).join('/'))
    .sort()
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
