import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from './repository-root'

/** A way to import a package of the workspace: `portside/vitest`, made from `packages/portside/src/vitest.ts`. */
export interface PackageEntry {
  readonly specifier: string
  readonly source: string
}

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>
}

/** Every public entry of every package, as the packages' `exports` declare them. */
export function packageEntries(): readonly PackageEntry[] {
  return packageFolders().flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
    if (manifest.private === true) return []
    return Object.entries(manifest.exports).flatMap(([path, target]) => {
      const source = typeof target === 'object' ? target['@portside/source'] : undefined
      if (typeof source !== 'string') return []
      return [{ specifier: manifest.name + path.slice(1), source: join(folder, source) }]
    })
  })
}

/** The folders of all packages, sorted. */
export function packageFolders(): readonly string[] {
  const parent = join(repositoryRoot, 'packages')
  return readdirSync(parent)
    .sort()
    .map((name) => join(parent, name))
}
