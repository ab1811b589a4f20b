import { findPnpm } from './support/find-pnpm.mjs'
import { formatMs } from './support/format-ms.mjs'
import { cleanEnvironment } from './support/clean-environment.mjs'
import { runDemo } from './support/run-demo.mjs'
import { runStep, StepFailure } from './support/run-step.mjs'
import { repositoryRoot } from './support/repository-root.mjs'

/**
 * What `npm run demo` and `npm test` call: on a machine with Node and npm and nothing else it makes pnpm available,
 * installs what the lock file says, and goes on. It may import nothing but Node's own modules: nothing is installed yet.
 *
 * `check` is everything; `quick` a build and the unit tests, for the systems and Node versions where CI does no more; `stacks` a build and the long
 * form of the tests with real tools; `mongodb` the tests that need a real `mongod`.
 */
const commands = {
  check: runScript('check'),
  demo: runDemo,
  mongodb: runScript('check:mongodb'),
  quick: runScript('check:quick'),
  stacks: runScript('stacks'),
}
const oldestNode = [20, 19]

process.exitCode = await main(process.argv[2] ?? '')

async function main(name) {
  if (!(name in commands)) return fail(`Expected one of ${Object.keys(commands).join(', ')}, got "${name}"`, 2)
  if (!isNodeNewEnough()) return fail(`Node ${oldestNode.join('.')} or newer is needed, this is ${process.version}`, 2)
  const startedMs = performance.now()
  try {
    const environment = { ...cleanEnvironment(process.env), npm_config_update_notifier: 'false' }
    const exitCode = await commands[name]({ ...environment, ...(await findPnpm(environment)) })
    console.log(`\n${name}: ${exitCode === 0 ? 'done' : 'failed'} after ${formatMs(performance.now() - startedMs)}`)
    return exitCode
  } catch (error) {
    if (error instanceof StepFailure) return fail(error.message, error.exitCode)
    throw error
  }
}

function runScript(script) {
  return async (environment) => {
    const options = { cwd: repositoryRoot, environment }
    await runStep('Install', ['pnpm', 'install', '--frozen-lockfile', '--config.confirmModulesPurge=false'], options)
    await runStep('Check', ['pnpm', script], options)
    return 0
  }
}

function isNodeNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
}

function fail(message, exitCode) {
  console.error(`\nportside: ${message}`)
  return exitCode
}
