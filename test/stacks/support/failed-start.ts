import type { ServiceDefinition } from '../../../packages/core/src/index'
import { start } from '../../../packages/core/src/index'
import { noteWarnings } from '../../../packages/core/test/support/warnings-of'
import { isPortsideError, type PortsideError } from '../../../packages/errors/src/index'

/** How a start has failed. */
export interface FailedStart {
  readonly error: PortsideError
  /** The time from the start to the error. */
  readonly elapsedMs: number
  /** The lines about it that were printed meanwhile. */
  readonly findings: readonly string[]
  /** The time of the first of them, in milliseconds since 1970. */
  readonly namedAtMs: number
}

/** Starts a service that cannot become ready. Tests that call it must not run at the same time in one process: the printed lines are those of all. */
export async function failedStart(definition: ServiceDefinition<object>): Promise<FailedStart> {
  const startedAtMs = performance.now()
  const findings: string[] = []
  let namedAtMs = Infinity
  const notes = noteWarnings(({ message }) => {
    if (findings.length === 0) namedAtMs = Date.now()
    findings.push(message)
  })
  try {
    await start(definition)
  } catch (error) {
    if (!isPortsideError(error)) throw error
    return { error, elapsedMs: performance.now() - startedAtMs, findings, namedAtMs }
  } finally {
    notes.end()
  }
  throw new Error('expected the start to fail')
}
