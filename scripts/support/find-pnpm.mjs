import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { formatMs } from './format-ms.mjs'
import { repositoryRoot } from './repository-root.mjs'
import { StepFailure } from './run-step.mjs'

const execute = promisify(execFile)
const isWindows = process.platform === 'win32'

/**
 * The variables that put the workspace's pnpm first on PATH: the one that is installed if it is of the right version, else
 * one that npx fetches.
 *
 * @throws StepFailure when npx cannot fetch it.
 */
export async function findPnpm(environment) {
  const version = wantedVersion()
  const quiet = { ...environment, COREPACK_ENABLE_DOWNLOAD_PROMPT: '0' }
  if ((await installedVersion(quiet)) === version) return {}
  console.log(`\n▶ pnpm ${version} is not installed: fetching it with npx`)
  const startedMs = performance.now()
  const path = await pathWithPnpm(version, quiet)
  console.log(`✓ pnpm ${version} (${formatMs(performance.now() - startedMs)})`)
  return { [pathName(environment)]: path }
}

function wantedVersion() {
  const { packageManager } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'))
  return packageManager.replace(/^pnpm@/, '').replace(/\+.*$/, '')
}

async function installedVersion(env) {
  try {
    const { stdout } = await execute('pnpm', ['--version'], { cwd: repositoryRoot, env, shell: isWindows })
    return stdout.trim()
  } catch {
    // Not there, or a corepack shim that cannot download: npx is the other way.
    return undefined
  }
}

async function pathWithPnpm(version, env) {
  const [command, ...first] = npx()
  const args = [...first, '--yes', `--package=pnpm@${version}`, '--', 'node', '-p', 'process.env.PATH']
  try {
    const { stdout } = await execute(command, args, {
      cwd: repositoryRoot,
      env,
      shell: isWindows && first.length === 0,
    })
    return stdout.trim().split(/\r?\n/).at(-1)
  } catch (error) {
    throw new StepFailure(`pnpm ${version} could not be fetched with npx:\n${error.stderr || error.message}`, 1)
  }
}

/** npx of the npm that runs this script; started through Node, since on Windows the command is a script. */
function npx() {
  const script = join(dirname(process.env['npm_execpath'] ?? ''), 'npx-cli.js')
  return existsSync(script) ? [process.execPath, script] : ['npx']
}

/** `Path` on Windows, where names of variables ignore case but the keys of a copy do not. */
function pathName(environment) {
  return Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
}
