import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from './repository-root.mjs'

/** Every package and example of the workspace by name: its folder, its manifest, and the workspace packages it needs. */
export function workspacePackages() {
  const folders = ['packages', 'examples'].flatMap((parent) => foldersIn(join(repositoryRoot, parent)))
  const manifests = folders.map((folder) => ({ folder, manifest: readManifest(folder) }))
  const names = new Set(manifests.map(({ manifest }) => manifest.name))
  return new Map(
    manifests.map(({ folder, manifest }) => [
      manifest.name,
      { name: manifest.name, folder, manifest, needs: dependencyNames(manifest).filter((name) => names.has(name)) },
    ]),
  )
}

/** `names` and all workspace packages that they need, directly or not. */
export function withNeeds(packages, names) {
  const found = new Set()
  const visit = (name) => {
    if (found.has(name)) return
    found.add(name)
    packages.get(name).needs.forEach(visit)
  }
  names.forEach(visit)
  return [...found]
}

function foldersIn(parent) {
  if (!existsSync(parent)) return []
  const folders = readdirSync(parent).map((name) => join(parent, name))
  return folders.filter((folder) => existsSync(join(folder, 'package.json')))
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

function dependencyNames({ dependencies = {}, devDependencies = {} }) {
  return [...Object.keys(dependencies), ...Object.keys(devDependencies)]
}
