import type { TestProject } from 'vitest/node'
import { setUp, tearDown } from './main/set-up'

/** Vitest's global setup. */
export async function setup(project: TestProject): Promise<void> {
  await setUp(project)
}

/** Vitest's global teardown. */
export async function teardown(): Promise<void> {
  await tearDown()
}
