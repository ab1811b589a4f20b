import { execFile } from 'node:child_process'
import { basename, join } from 'node:path'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { readTarballManifest } from './read-tarball-manifest.mjs'
import { repositoryRoot } from './repository-root.mjs'

const execute = promisify(execFile)

/** What publint and arethetypeswrong find in a packed package: a text for each problem. */
export async function checkTarball(tarball) {
  const { both, esmOnly } = entries(readTarballManifest(tarball))
  const checks = [
    problemOf(tarball, 'publint', ['run', tarball, '--strict']),
    ...(both.length > 0 ? [typesProblem(tarball, 'strict', both)] : []),
    ...(esmOnly.length > 0 ? [typesProblem(tarball, 'esm-only', esmOnly)] : []),
  ]
  const problems = (await Promise.all(checks)).filter((problem) => problem !== undefined)
  if (problems.length === 0) console.log(`✓ ${basename(tarball)}: publint, arethetypeswrong`)
  return problems
}

/** The entries that `require()` may load, and those that only `import` may. */
function entries({ exports }) {
  const modules = Object.entries(exports).filter(([, target]) => typeof target === 'object')
  const isRequirable = ([, target]) => 'require' in target
  return {
    both: modules.filter(isRequirable).map(([name]) => name),
    esmOnly: modules.filter((entry) => !isRequirable(entry)).map(([name]) => name),
  }
}

function typesProblem(tarball, profile, names) {
  return problemOf(tarball, 'attw', [tarball, '--profile', profile, '--format', 'ascii', '--entrypoints', ...names])
}

async function problemOf(tarball, tool, args) {
  try {
    await execute(process.execPath, [toolScript(tool), ...args])
    return undefined
  } catch ({ stdout, stderr }) {
    return `${basename(tarball)}: ${tool}\n${stdout}${stderr}`
  }
}

function toolScript(tool) {
  const folder = join(repositoryRoot, 'node_modules', tool === 'attw' ? '@arethetypeswrong/cli' : tool)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[tool])
}
