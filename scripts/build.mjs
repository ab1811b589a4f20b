import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { buildPackage } from './support/build-package.mjs'
import { bundleTypes, emitTypes } from './support/build-types.mjs'
import { fingerprint, isUpToDate, noteBuild } from './support/build-stamp.mjs'
import { formatMs } from './support/format-ms.mjs'
import { repositoryRoot } from './support/repository-root.mjs'
import { withNeeds, workspacePackages } from './support/workspace-packages.mjs'

/**
 * `node scripts/build.mjs [--no-types] [name…]`: builds these packages and what they need (by default all), as many at once
 * as there are processors, and skips those whose sources have not changed since. No order is needed: imports resolve to
 * `src`. `--no-types` leaves declarations out; `--check` builds nothing, and ends with 1 where something is to be built.
 */
const { values, positionals } = parseArgs({
  options: { 'no-types': { type: 'boolean' }, check: { type: 'boolean' } },
  allowPositionals: true,
})
const options = { hasTypes: !values['no-types'] }
const startedMs = performance.now()
const packages = workspacePackages()
const names = withNeeds(packages, positionals.length > 0 ? checkedNames(positionals) : [...packages.keys()])
const buildable = names.map((name) => packages.get(name)).filter(isPackage)
const stale = buildable.filter((entry) => !isUpToDate(entry, fingerprint(packages, entry), options))

// The longest first: the packages with the most needs have the most types to resolve.
const queue = [...stale].sort((one, other) => other.needs.length - one.needs.length)
if (values.check) reportStale()
else await buildAll()

function reportStale() {
  if (stale.length === 0) return
  console.error(`Run \`pnpm build\` first: ${stale.map(({ name }) => name).join(', ')} changed since the last one`)
  process.exitCode = 1
}

async function buildAll() {
  const types = options.hasTypes && queue.length > 0 ? emitTypes() : undefined
  types?.catch(({ message }) => fail(message))
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), queue.length) }, () => buildNext(types)))
  console.log(`build: ${stale.length} built, ${buildable.length - stale.length} up to date (${elapsed(startedMs)})`)
}

async function buildNext(types) {
  for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) await buildOne(entry, types)
}

async function buildOne(entry, types) {
  const entryStartedMs = performance.now()
  // Taken before the build: a source that changes meanwhile makes the next build start again.
  const before = fingerprint(packages, entry)
  const { exitCode, output } = await buildPackage(entry.folder)
  if (exitCode !== 0) return fail(`${entry.name} could not be built (exit code ${exitCode}):\n${output}`)
  const hasEmitted = await types?.catch(() => false)
  if (hasEmitted === false) return
  if (options.hasTypes) await bundleTypes(entry)
  noteBuild(entry, before, options)
  console.log(`built ${entry.name} (${elapsed(entryStartedMs)})`)
}

function fail(message) {
  console.error(message)
  process.exitCode = 1
}

function checkedNames(wanted) {
  const unknown = wanted.filter((name) => !packages.has(name))
  if (unknown.length > 0) throw new Error(`No package of the workspace is named ${unknown.join(', ')}`)
  return wanted
}

/** What is private has no build: it becomes a part of those that use it. */
function isPackage({ folder, manifest }) {
  return /^packages[\\/]/.test(relative(repositoryRoot, folder)) && !manifest.private
}

function elapsed(sinceMs) {
  return formatMs(performance.now() - sinceMs)
}
