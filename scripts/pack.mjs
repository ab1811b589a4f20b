import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { cleanEnvironment } from './support/clean-environment.mjs'
import { findPnpm } from './support/find-pnpm.mjs'
import { repositoryRoot } from './support/repository-root.mjs'

/**
 * `node scripts/pack.mjs [--built] <folder>`: builds all packages and packs them into the folder as they would be published, and
 * writes `tarballs.json` there, which maps each name to its tarball. With `--built` it builds nothing, and ends with 1 where the build is older
 * than its sources: tests that run at the same time read that build.
 */
const { values, positionals } = parseArgs({ options: { built: { type: 'boolean' } }, allowPositionals: true })
const folder = resolve(positionals[0] ?? 'tarballs')
const environment = cleanEnvironment(process.env)
const env = { ...environment, ...(await findPnpm(environment)) }

mkdirSync(folder, { recursive: true })
const build = ['scripts/build.mjs', ...(values.built ? ['--check'] : [])]
execFileSync(process.execPath, build, { cwd: repositoryRoot, env, stdio: 'inherit' })
const packed = JSON.parse(pack())
const tarballs = Object.fromEntries(
  packed.map(({ name, filename }) => [name, join(folder, filename.split(/[\\/]/).at(-1))]),
)
writeFileSync(join(folder, 'tarballs.json'), `${JSON.stringify(tarballs, undefined, 2)}\n`)
console.log(`pack: ${packed.length} packages`)

function pack() {
  const args = [
    '--recursive',
    '--filter',
    './packages/*',
    '--filter',
    '!@portside/internal',
    'pack',
    '--json',
    '--pack-destination',
    folder,
  ]
  const options = {
    cwd: repositoryRoot,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    shell: process.platform === 'win32',
  }
  return execFileSync('pnpm', args, options)
}
