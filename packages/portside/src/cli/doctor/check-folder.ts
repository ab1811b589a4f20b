import { createRunDirectory } from '@portside/core/main'
import { isPortsideError } from '@portside/errors'
import type { CheckResult } from './check'

/** Checks whether a run would find a folder for its temporary files, as a start does. */
export async function checkFolder(): Promise<CheckResult> {
  const name = 'temporary folder'
  try {
    const { path, release } = createRunDirectory(`doctor-${process.pid}`).hold()
    release()
    return { name, state: 'ok', fact: `${path} could be made and removed` }
  } catch (error) {
    const isKnown = isPortsideError(error)
    const fact = isKnown ? error.evidence.join('; ') : (error as Error).message
    return { name, state: 'fail', fact, ...(isKnown && { fix: error.hints.join(' ') }) }
  }
}
