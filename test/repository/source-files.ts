import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { packageFolders } from '../support/package-entries'
import { repositoryRoot } from '../support/repository-root'

/** Every file under the `src` of a package, from the root of the repository, with slashes, sorted. */
export function sourceFiles(): readonly string[] {
  return filesBelow(packageFolders().map((folder) => join(folder, 'src')))
}

/** Every JavaScript and TypeScript file of the tests, in the same form. */
export function testFiles(): readonly string[] {
  const folders = packageFolders().map((folder) => join(folder, 'test'))
  const files = filesBelow([...folders.filter((folder) => existsSync(folder)), join(repositoryRoot, 'test')])
  return files.filter((file) => /\.[cm]?[jt]s$/.test(file) && !file.split('/').includes('node_modules'))
}

function filesBelow(folders: readonly string[]): readonly string[] {
  return folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(repositoryRoot, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}
