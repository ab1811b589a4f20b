import { fileURLToPath } from 'node:url'
import { usageError } from '@portside/errors'
import { environmentOfTests, type GivenEnvironment, givenVariable, setTestVariables } from '@portside/core/main'
import type { TestProject } from 'vitest/node'
import { ourPlugins } from './our-plugins'

// Vitest's numbers of workers begin at 1.
const firstWorker = '1'
const setupFile = fileURLToPath(new URL('environment-setup.js', import.meta.url))

/**
 * Gives the tests of a project the variables of `env` in its services files. Vitest sets those of its configuration in each worker before any module is
 * loaded, and in `import.meta.env` of pages; values of one worker are taken there by a setup file.
 */
export async function giveVariables(project: TestProject): Promise<void> {
  const files = new Set(ourPlugins(project).map(({ file }) => file))
  const environments: GivenEnvironment[] = []
  for (const file of files) {
    const environment = await environmentOfTests(file, firstWorker)
    if (environment !== undefined) environments.push(environment)
  }
  if (environments.length > 0) for (const each of withSiblings(project)) setIn(each, environments)
}

/** Returns a project and those that Vitest 5 makes of it for each browser: their configurations are copies. */
function withSiblings(project: TestProject): ReadonlySet<TestProject> {
  return new Set([project, ...project.vitest.projects.filter(({ vite }) => vite === project.vite)])
}

function setIn(project: TestProject, environments: readonly GivenEnvironment[]): void {
  const perWorker = environments.flatMap((environment) => environment.perWorker)
  if (perWorker.length > 0) takeInWorkers(project, perWorker)
  const { config } = project
  // Without variables of the user, Vitest has none.
  config.env = { ...config.env, ...givenVariable(environments) }
  for (const [name, value] of environments.flatMap(({ values }) => Object.entries(values))) {
    if (value !== null) config.env[name] = value
    else {
      delete config.env[name]
      setTestVariables({ [name]: undefined })
    }
  }
}

function takeInWorkers({ config, name, vitest }: TestProject, services: readonly string[]): void {
  if (config.browser.enabled)
    throw usageError(
      `Expected \`env\` to use services with the scope 'run' for the pages of ${name || 'Vitest'}, got '${services.join("', '")}' with the scope 'worker': pages of one browser cannot have variables of their own`,
    )
  if (!config.setupFiles.includes(setupFile)) config.setupFiles.unshift(setupFile)
  // Without an order, setup files of the user could be loaded first.
  for (const { sequence } of [config, vitest.config]) sequence.setupFiles = 'list'
}
