import type { TestProject } from 'vitest/node'

/** Vitest's global setup. */
export async function setup(project: TestProject): Promise<void> {
  const { setUp } = await import('./main-process')
  await setUp(project)
}

/** Vitest's global teardown. */
export async function teardown(): Promise<void> {
  const { tearDown } = await import('./main-process')
  await tearDown()
}
