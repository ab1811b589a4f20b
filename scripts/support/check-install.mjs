import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment } from './clean-environment.mjs'
import { formatMs } from './format-ms.mjs'
import { importScript, jestTest, requireScript } from './entry-programs.mjs'
import { readTarballManifest } from './read-tarball-manifest.mjs'
import { repositoryRoot } from './repository-root.mjs'

/**
 * Installs all tarballs with npm in `folder`, which is empty and outside the repository, and imports every public entry
 * from an ESM project, a CommonJS project and a CommonJS Jest project. Returns a text for each problem.
 */
export function checkInstall(folder, tarballs) {
  mkdirSync(folder, { recursive: true })
  write(folder, 'package.json', JSON.stringify({ name: 'user', private: true }))
  install(folder, 'portside alone', ['--omit=peer', ...Object.values(tarballs)])
  install(folder, 'with runners', runners())
  const manifests = Object.values(tarballs).map(readTarballManifest)
  const { all, requirable } = specifiers(manifests)
  write(folder, 'entries.mjs', importScript(all))
  write(folder, 'entries.cjs', requireScript(requirable))
  write(folder, 'entries.test.js', jestTest(requirable))
  return [
    problemOf(folder, `ESM project, ${all.length} entries`, ['entries.mjs']),
    problemOf(folder, `CommonJS project, ${requirable.length} entries`, ['entries.cjs']),
    problemOf(folder, `CommonJS Jest project, ${requirable.length} entries`, ['node_modules/jest/bin/jest.js', '--ci']),
  ].filter((problem) => problem !== undefined)
}

function install(folder, title, specs) {
  const startedMs = performance.now()
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', ...specs]
  execFileSync('npm', args, {
    cwd: folder,
    env: cleanEnvironment(process.env),
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const installed = Object.keys(JSON.parse(read(folder, 'node_modules/.package-lock.json')).packages).length
  const megabytes = (folderBytes(join(folder, 'node_modules')) / 1e6).toFixed(1)
  console.log(`  ${title}: ${installed} packages, ${megabytes} MB (${formatMs(performance.now() - startedMs)})`)
}

/** The runners of the versions that the workspace is tested with: the newest may not run on this Node. */
function runners() {
  return [
    versionedName('jest', 'examples/jest-fastify'),
    versionedName('vitest', '.'),
    versionedName('@playwright/test', 'packages/playwright'),
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

function folderBytes(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return entries.reduce((sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0)
}

function read(folder, file) {
  return readFileSync(join(folder, file), 'utf8')
}

function write(folder, file, content) {
  writeFileSync(join(folder, file), content)
}
