import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from './repository-root'

/** A package of this repository and those that it depends on: no registry has their versions yet. */
export function withDependencies(name: string): readonly string[] {
  const folder = join(repositoryRoot, 'packages', name.replace('@portside/', ''))
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { dependencies?: object }
  const own = Object.keys(manifest.dependencies ?? {}).filter((dependency) => dependency.startsWith('@portside/'))
  return [...new Set([name, ...own.flatMap(withDependencies)])]
}
