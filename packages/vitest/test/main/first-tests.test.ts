import { afterEach, expect, test } from 'vitest'
import type { Reporter, TestSpecification } from 'vitest/node'
import { pluginState } from '../../src/main/plugin-state'
import { noticeFirstTests } from '../../src/main/first-tests'
import { createProject } from './project'

afterEach(() => (pluginState().hasTests = false))

test('Vitest gets one reporter, however many projects there are', () => {
  const { project, reporters } = createProject('services.ts', [])
  noticeFirstTests(project.vitest)
  noticeFirstTests(project.vitest)
  expect(reporters).toHaveLength(1)
})

test.each([
  ['of types alone is no run of tests', ['typescript'], false],
  ['with one test file that runs is one', ['typescript', 'forks'], true],
])('a run %s', async (_, pools, hasTests) => {
  const { project, reporters } = createProject('services.ts', [])
  noticeFirstTests(project.vitest)
  const [reporter] = reporters as Reporter[]
  await reporter?.onTestRunStart?.(pools.map((pool) => ({ pool })) as unknown as TestSpecification[])
  expect(pluginState().hasTests).toBe(hasTests)
})
