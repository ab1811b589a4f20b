import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repositoryRoot } from './repository-root.mjs'
import { withNeeds } from './workspace-packages.mjs'

/** The folders outside of a package that its build copies. */
const copied = { portside: ['docs/errors'] }
const shared = ['pnpm-lock.yaml', 'tsconfig.base.json', 'tsup.base.ts', 'tsup.licenses.ts']

/** What a package's build is made of: its sources and those of all packages that it needs (their types are inlined). */
export function fingerprint(packages, { name }) {
  const hash = createHash('sha256')
  const names = withNeeds(packages, [name])
  const folders = names.map((needed) => packages.get(needed).folder)
  const copies = names.flatMap((needed) => copied[needed] ?? []).flatMap((folder) => filesBelow(fromRoot(folder)))
  for (const file of [...shared.map(fromRoot), ...copies, ...folders.flatMap(sourcesOf)]) {
    hash.update(`${file}\n`).update(readFileSync(file))
  }
  return hash.digest('hex')
}

/** Whether the last build was made of the same sources, with declarations if asked for, and all its files are still there. */
export function isUpToDate(entry, current, options) {
  try {
    const { sources, files, hasTypes } = JSON.parse(readFileSync(stampFile(entry), 'utf8'))
    if (sources !== current || (options.hasTypes && !hasTypes)) return false
    return files.every((file) => existsSync(join(entry.folder, 'dist', file)))
  } catch {
    return false
  }
}

/** Remembers what a build was made of. */
export function noteBuild(entry, sources, { hasTypes }) {
  mkdirSync(dirname(stampFile(entry)), { recursive: true })
  writeFileSync(stampFile(entry), JSON.stringify({ sources, hasTypes, files: readdirSync(join(entry.folder, 'dist')) }))
}

function sourcesOf(folder) {
  const settings = ['package.json', 'tsconfig.json', 'tsup.config.ts'].map((name) => join(folder, name))
  return [...settings.filter(existsSync), ...filesBelow(join(folder, 'src'))]
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

function stampFile({ name }) {
  return fromRoot(`node_modules/.cache/portside/build/${name.replace('/', '__')}.json`)
}

function fromRoot(file) {
  return join(repositoryRoot, file)
}
