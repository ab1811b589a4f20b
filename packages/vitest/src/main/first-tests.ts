import { supervise } from '@portside/core/main'
import type { Reporter, TestSpecification, Vitest } from 'vitest/node'
import { pluginState } from './plugin-state'
import { provideAgain } from './provide-services'

const reporter: Reporter = { onTestRunStart: noteTests }

/** Records when Vitest begins to run tests. It notifies reporters of that before it runs the global setup, but not when it only lists tests. */
export function noticeFirstTests({ config: { reporters } }: Vitest): void {
  if (!reporters.includes(reporter)) reporters.push(reporter)
}

async function noteTests(specifications: readonly TestSpecification[]): Promise<void> {
  const state = pluginState()
  if (state.hasTests || specifications.every(isOfTypes)) return
  state.hasTests = true
  // In watch mode, the run for which the global setup ran may have had no tests.
  const isSetUp = state.cleanUps.length > 0
  if (!isSetUp) return
  for (const file of state.files) state.cleanUps.push(await supervise(file))
  await provideAgain(state.projects)
}

/** Returns whether its tests are for the compiler alone. */
function isOfTypes({ pool }: TestSpecification): boolean {
  return pool === 'typescript'
}
