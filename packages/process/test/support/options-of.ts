import { tmpdir } from 'node:os'
import type { SpawnOptions } from '../../src/index'

/** Options for a child of a test; the stop time-out is short. */
export function optionsOf(options: Partial<SpawnOptions> = {}): SpawnOptions {
  return { service: 'test', cwd: tmpdir(), env: process.env, runId: 'test-run', stopTimeoutMs: 300, ...options }
}
