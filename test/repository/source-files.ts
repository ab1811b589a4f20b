import { execFileSync } from 'node:child_process'
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

export const isClone = existsSync(join(repositoryRoot, '.git'))

/** Every file that git tracks and that is there, in the same form. Only in a clone. */
export function trackedFiles(): readonly string[] {
  const list = execFileSync('git', ['ls-files', '-z'], { cwd: repositoryRoot, encoding: 'utf8' })
  return list.split('\0').filter((file) => file !== '' && existsSync(join(repositoryRoot, file)))
}

function filesBelow(folders: readonly string[]): readonly string[] {
  return folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(repositoryRoot, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}
