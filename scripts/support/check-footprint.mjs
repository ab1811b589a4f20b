import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readTarballManifest } from './read-tarball-manifest.mjs'

/** What `npm i -D portside` may bring, itself included and the runners that are there already left out. */
const most = { packages: 20, megabytes: 9 }

const blockBytes = 4096

/** `portside` and those of the tarballs that it depends on, directly or not. */
export function portsideAlone(tarballs) {
  const found = new Set()
  const visit = (name) => {
    if (found.has(name) || !(name in tarballs)) return
    found.add(name)
    Object.keys(readTarballManifest(tarballs[name]).dependencies ?? {}).forEach(visit)
  }
  visit('portside')
  return [...found].map((name) => tarballs[name])
}

/** How many packages are installed in `folder`, and what they take on a disk with blocks of 4 KiB, in megabytes. */
export function footprint(folder) {
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'))
  return { packages: Object.keys(lock.packages).length, megabytes: diskBytes(join(folder, 'node_modules')) / 1e6 }
}

/** A text for what is beyond the limits; `undefined` for what is not. */
export function footprintProblem({ packages, megabytes }) {
  if (packages <= most.packages && megabytes <= most.megabytes) return undefined
  return `portside brings ${packages} packages and ${megabytes.toFixed(1)} MB: at most ${most.packages} and ${most.megabytes} MB are wanted`
}

function diskBytes(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const sizes = entries.map((entry) => statSync(join(entry.parentPath ?? entry.path, entry.name)).size)
  return sizes.reduce((sum, size) => sum + Math.ceil(size / blockBytes) * blockBytes, 0)
}
