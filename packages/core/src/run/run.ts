import { randomBytes } from 'node:crypto'

/** One run: all that is started by one supervisor, or by one process that has none. */
export interface Run {
  /** Names the run in the environment of its processes, so that a stray one can be found. */
  readonly id: string
}

/** Makes a run with an id of its own. */
export function createRun(): Run {
  return Object.freeze({ id: randomBytes(8).toString('hex') })
}
