import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { footprint, footprintProblem, portsideAlone } from './check-footprint.mjs'
import { checkTypes } from './check-types.mjs'
import { cleanEnvironment } from './clean-environment.mjs'
import { formatMs } from './format-ms.mjs'
import { importScript, jestTest, requireScript } from './entry-programs.mjs'
import { readTarballManifest } from './read-tarball-manifest.mjs'
import { repositoryRoot } from './repository-root.mjs'

/**
 * Installs the tarballs with npm below `folder`, which is empty and outside the repository: `portside` with what it needs, to see how much that is, and
 * all of them, to import every public entry from an ESM project, a CommonJS project and a CommonJS Jest project, and to compile a program for each.
 * Resolves with a text for each problem.
 */
export async function checkInstall(folder, tarballs) {
  const alone = join(folder, 'alone')
  const size = install(alone, 'portside alone', ['--omit=peer', ...portsideAlone(tarballs)])
  const user = join(folder, 'user')
  install(user, 'all packages, with runners', [...Object.values(tarballs), ...runners()])
  const manifests = Object.values(tarballs).map(readTarballManifest)
  const { all, requirable } = specifiers(manifests)
  write(user, 'entries.mjs', importScript(all))
  write(user, 'entries.cjs', requireScript(requirable))
  write(user, 'entries.test.js', jestTest(requirable))
  const problems = [
    footprintProblem(size),
    problemOf(user, `ESM project, ${all.length} entries`, ['entries.mjs']),
    problemOf(user, `CommonJS project, ${requirable.length} entries`, ['entries.cjs']),
    problemOf(user, `CommonJS Jest project, ${requirable.length} entries`, ['node_modules/jest/bin/jest.js', '--ci']),
    ...(await checkTypes(user, { all, requirable })),
  ]
  return problems.filter((problem) => problem !== undefined)
}

function install(folder, title, specs) {
  const startedMs = performance.now()
  mkdirSync(folder, { recursive: true })
  write(folder, 'package.json', JSON.stringify({ name: 'user', private: true }))
  const args = ['install', '--save-dev', '--no-audit', '--no-fund', '--loglevel=error', ...specs]
  execFileSync('npm', args, {
    cwd: folder,
    env: cleanEnvironment(process.env),
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const size = footprint(folder)
  const elapsed = formatMs(performance.now() - startedMs)
  console.log(`  ${title}: ${size.packages} packages, ${size.megabytes.toFixed(1)} MB (${elapsed})`)
  return size
}

/** The runners of the versions that the workspace is tested with: the newest may not run on this Node. */
function runners() {
  return [
    versionedName('jest', 'examples/jest-fastify'),
    versionedName('vitest', '.'),
    versionedName('@playwright/test', 'packages/playwright'),
    versionedName('@types/node', '.'),
  ]
}

function versionedName(name, from) {
  return `${name}@${JSON.parse(read(repositoryRoot, join(from, 'node_modules', name, 'package.json'))).version}`
}

function specifiers(manifests) {
  const entries = manifests.flatMap(({ name, exports }) =>
    Object.entries(exports)
      .filter(([, target]) => typeof target === 'object')
      .map(([path, target]) => ({ specifier: name + path.slice(1), isRequirable: 'require' in target })),
  )
  return {
    all: entries.map(({ specifier }) => specifier),
    requirable: entries.filter(({ isRequirable }) => isRequirable).map(({ specifier }) => specifier),
  }
}

function problemOf(folder, title, args) {
  try {
    execFileSync(process.execPath, args, { cwd: folder, env: cleanEnvironment(process.env), stdio: 'pipe' })
    console.log(`✓ ${title}`)
    return undefined
  } catch ({ stdout, stderr }) {
    return `${title}\n${stdout}${stderr}`
  }
}

function read(folder, file) {
  return readFileSync(join(folder, file), 'utf8')
}

function write(folder, file, content) {
  writeFileSync(join(folder, file), content)
}
