// The scan in preparation lives at globalThis[Symbol.for('portside.process-scan')], since one process may load two builds.
import { callNext } from '@portside/internal'
import type { ProcessEntry } from './process-entry'
import { readLinuxProcesses } from './linux-table'
import { readPsProcesses } from './ps-table'

const key = Symbol.for('portside.process-scan')

interface Preparation {
  scan: Promise<readonly ProcessEntry[]> | undefined
}

/**
 * Reads all processes that the system shows, as of a moment after this call. Calls in the same turn of the event loop share one scan, so that
 * stopping fifty services at once does not read the table fifty times.
 */
export function readProcessTable(): Promise<readonly ProcessEntry[]> {
  const preparation = registry()
  preparation.scan ??= new Promise((resolve, reject) => {
    callNext(() => {
      preparation.scan = undefined
      scan().then(resolve, reject)
    })
  })
  return preparation.scan
}

/** A sealed record, not the promise: Jest 30 would turn the marks of async_hooks on a promise into accessors that call themselves. */
function registry(): Preparation {
  const holder = globalThis as { [key]?: Preparation }
  return (holder[key] ??= Object.seal({ scan: undefined }))
}

async function scan(): Promise<readonly ProcessEntry[]> {
  if (process.platform === 'linux') return readLinuxProcesses()
  return process.platform === 'win32' ? [] : readPsProcesses()
}
