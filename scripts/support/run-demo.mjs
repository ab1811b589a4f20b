import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkGone } from './check-gone.mjs'
import { formatMs } from './format-ms.mjs'
import { repositoryRoot } from './repository-root.mjs'
import { runStep, StepFailure } from './run-step.mjs'

const example = 'portside-example-vitest-express'
// Not `PORTSIDE_…`: services do not get portside's own variables.
const markName = 'DEMO_RUN_ID'

/**
 * The main job on a fresh machine: installs and builds what the Vitest example needs, runs its suite against its real
 * server, and shows what was started and that all of it is gone. Resolves with the exit code.
 *
 * @throws StepFailure when a step fails.
 */
export async function runDemo(environment) {
  const options = { cwd: repositoryRoot, environment }
  await runStep('Install what the example needs', installCommand(), options)
  await runStep('Build what the example needs', ['node', 'scripts/build.mjs', '--no-types', example], options)
  const folder = mkdtempSync(join(tmpdir(), 'portside-demo-'))
  try {
    return await runSuite(join(folder, 'report.json'), environment)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The workspace's own tools (tsup, TypeScript), the example and the packages that it needs. */
function installCommand() {
  const filters = ['--filter', 'portside-workspace', '--filter', `${example}...`]
  return ['pnpm', ...filters, 'install', '--frozen-lockfile', '--config.confirmModulesPurge=false']
}

async function runSuite(reportFile, environment) {
  // Every process of the suite inherits the mark, however it was started: what still has it afterwards was left behind.
  const mark = `${markName}=${randomUUID()}`
  const marked = { ...environment, PORTSIDE_REPORT: reportFile, [markName]: mark.split('=')[1] }
  await runStep('Run its suite', ['pnpm', '--filter', example, 'test'], { cwd: repositoryRoot, environment: marked })
  const services = readServices(reportFile)
  console.log('\nWhat was started')
  for (const { name, url, pid, elapsedMs } of services) {
    console.log(`  ${name}  ${url ?? 'no port'}  ready after ${formatMs(elapsedMs)}  (process ${pid})`)
  }
  return showGone(await checkGone(services, mark))
}

function readServices(reportFile) {
  if (!existsSync(reportFile)) throw new StepFailure('The suite passed, but portside reported no service', 1)
  const { services } = JSON.parse(readFileSync(reportFile, 'utf8'))
  if (services.length === 0) throw new StepFailure('The suite passed without starting a service', 1)
  return services
}

function showGone(findings) {
  console.log('\nAfterwards')
  for (const { isGone, text } of findings) console.log(`  ${isGone ? '✓' : '✗'} ${text}`)
  return findings.every(({ isGone }) => isGone) ? 0 : 1
}
