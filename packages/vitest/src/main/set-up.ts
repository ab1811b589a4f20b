import { renewServices, restoreVariables, supervise, rerunPatterns } from '@portside/core/main'
import type { TestProject } from 'vitest/node'
import { giveVariables } from './give-variables'
import { pluginState } from './plugin-state'
import { provideAgain, provideNothing, provideServices } from './provide-services'

/** Opens the supervisor from which workers acquire services, and starts the services of `env` and of `provide`. */
export async function setUp(project: TestProject): Promise<void> {
  const { files, cleanUps, hasTests, projects } = pluginState()
  // Once for all projects.
  if (projects.size === 0) project.vitest.onTestsRerun(renew)
  projects.add(project)
  for (const file of files) {
    cleanUps.push(await supervise(file, { startsEager: hasTests }))
    if (project.vitest.config.watch) await rerunOnChange(file, project)
  }
  if (!hasTests) return provideNothing(project)
  await giveVariables(project)
  await provideServices(project)
}

/** In watch mode, runs the tests again after a change of a file from which services are made. */
async function rerunOnChange(file: string, { vitest }: TestProject): Promise<void> {
  const triggers = vitest.config.forceRerunTriggers
  if (triggers.includes(file)) return
  const patterns = await rerunPatterns(file)
  triggers.push(file, ...patterns)
  vitest.vite.watcher.add([file, ...patterns])
}

/** Before tests are run again: starts outdated services anew. */
async function renew(): Promise<void> {
  await renewServices()
  const { projects, hasTests } = pluginState()
  if (hasTests) await provideAgain(projects)
}

/** Stops all services that the run shared. */
export async function tearDown(): Promise<void> {
  const state = pluginState()
  state.hasTests = false
  state.projects.clear()
  restoreVariables()
  await Promise.all(state.cleanUps.splice(0).map((cleanUp) => cleanUp()))
}
