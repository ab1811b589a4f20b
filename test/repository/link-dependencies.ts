import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { packageFolders } from '../support/package-entries'
import { repositoryRoot } from '../support/repository-root'

/** Gives `folder` a `node_modules` with every package of the workspace and everything that one of them depends on. */
export function linkDependencies(folder: string): void {
  const examples = foldersIn(join(repositoryRoot, 'examples'))
  const owners = [repositoryRoot, ...packageFolders(), ...examples]
  const installed = owners.flatMap((owner) => packagesIn(join(owner, 'node_modules')))
  const workspace = packageFolders().map((path) => ({ name: nameOf(path), path }))
  for (const { name, path } of [...workspace, ...installed]) link(join(folder, 'node_modules', name), path)
}

interface InstalledPackage {
  readonly name: string
  readonly path: string
}

function packagesIn(folder: string): readonly InstalledPackage[] {
  return foldersIn(folder).flatMap((path) => {
    const name = path.slice(folder.length + 1)
    if (name.startsWith('.')) return []
    if (!name.startsWith('@')) return [{ name, path }]
    return foldersIn(path).map((scoped) => ({ name: scoped.slice(folder.length + 1), path: scoped }))
  })
}

function nameOf(folder: string): string {
  const name = folder.split(/[\\/]/).at(-1) ?? ''
  return name === 'portside' ? name : `@portside/${name}`
}

/** The first owner of a name wins: packages of the workspace, then the root's. */
function link(at: string, target: string): void {
  if (existsSync(at)) return
  mkdirSync(join(at, '..'), { recursive: true })
  symlinkSync(target, at, 'junction')
}

function foldersIn(parent: string): readonly string[] {
  if (!existsSync(parent)) return []
  return readdirSync(parent).map((name) => join(parent, name))
}
