import { readdirSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { packageFolder, readManifest } from '../support/package-folder.mjs'

/** Measures the packages that are installed with each tool. */
export const installEntries = ['portside', 'wait-on', 'jest-dev-server', 'start-server-and-test', '@playwright/test']

/** How many packages a package brings, itself included, and their size in megabytes: peers and what is optional left out. */
export function measureInstall(name) {
  const folders = [...withDependencies(packageFolder(name))]
  const bytes = folders.reduce((sum, folder) => sum + publishedBytes(folder), 0)
  return { name, packages: folders.length, megabytes: Math.round(bytes / 1e4) / 100 }
}

function withDependencies(folder, found = new Set()) {
  if (found.has(folder)) return found
  found.add(folder)
  for (const name of Object.keys(readManifest(folder).dependencies ?? {})) {
    const needed = packageFolder(name, folder)
    if (needed !== undefined) withDependencies(needed, found)
  }
  return found
}

/** The size of a package's files; of one of this workspace, of those that would be published. */
function publishedBytes(folder) {
  const isInstalled = folder.includes(`${sep}node_modules${sep}`)
  const { files = [] } = readManifest(folder)
  const roots = isInstalled ? readdirSync(folder) : readdirSync(folder).filter((name) => isPublished(name, files))
  return roots.filter((name) => name !== 'node_modules').reduce((sum, name) => sum + bytesBelow(join(folder, name)), 0)
}

function isPublished(name, files) {
  return files.includes(name) || /^(package\.json|README.*|LICENSE.*)$/.test(name)
}

function bytesBelow(path) {
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.size
  return readdirSync(path).reduce((sum, name) => sum + bytesBelow(join(path, name)), 0)
}
