import { renewServices, supervise, watchedFiles } from '@portside/core/adapter'
import type { TestProject } from 'vitest/node'
import { pluginState } from './plugin-state'

/** Vitest's global setup: opens the supervisor that workers ask for services. */
export async function setup(project: TestProject): Promise<void> {
  const { files, cleanUps, hasTests } = pluginState()
  for (const file of files) {
    cleanUps.push(await supervise(file, { startsEager: hasTests }))
    if (project.vitest.config.watch) await rerunOnChange(file, project)
  }
}

/** In watch mode, a change of what services are made of runs the tests again; each time what is out of date is started anew. */
async function rerunOnChange(file: string, { vitest }: TestProject): Promise<void> {
  const triggers = vitest.config.forceRerunTriggers
  // Once for all projects.
  if (triggers.includes(file)) return
  const patterns = await watchedFiles(file)
  triggers.push(file, ...patterns)
  vitest.vite.watcher.add([file, ...patterns])
  vitest.onTestsRerun(renewServices)
}

/** Vitest's global teardown: stops all that the run shared. */
export async function teardown(): Promise<void> {
  const state = pluginState()
  state.hasTests = false
  await Promise.all(state.cleanUps.splice(0).map((cleanUp) => cleanUp()))
}
