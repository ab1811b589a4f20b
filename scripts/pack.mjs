import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { cleanEnvironment } from './support/clean-environment.mjs'
import { findPnpm } from './support/find-pnpm.mjs'
import { repositoryRoot } from './support/repository-root.mjs'

/**
 * `node scripts/pack.mjs <folder>`: builds all packages and packs them into the folder as they would be published, and
 * writes `tarballs.json` there, which maps each name to its tarball.
 */
const folder = resolve(process.argv[2] ?? 'tarballs')
const environment = cleanEnvironment(process.env)
const env = { ...environment, ...(await findPnpm(environment)) }

mkdirSync(folder, { recursive: true })
execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: repositoryRoot, env, stdio: 'inherit' })
const packed = JSON.parse(pack())
const tarballs = Object.fromEntries(
  packed.map(({ name, filename }) => [name, join(folder, filename.split(/[\\/]/).at(-1))]),
)
// Others wait for the file: it appears when it is whole.
const draft = join(folder, 'tarballs.json.draft')
writeFileSync(draft, `${JSON.stringify(tarballs, undefined, 2)}\n`)
renameSync(draft, join(folder, 'tarballs.json'))
console.log(`pack: ${packed.length} packages`)

function pack() {
  const args = ['--recursive', '--filter', './packages/*', 'pack', '--json', '--pack-destination', folder]
  const options = {
    cwd: repositoryRoot,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    shell: process.platform === 'win32',
  }
  return execFileSync('pnpm', args, options)
}
