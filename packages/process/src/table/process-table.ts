// The only registry of this folder: the scan in preparation.
import { callNext, globalState } from '@portside/internal'
import type { ProcessEntry } from './process-entry'
import { readLinuxProcesses } from './linux-table'
import { readPsProcesses } from './ps-table'

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

/** Keeps a record, not the promise: Jest 30 would turn the marks of async_hooks on a promise into accessors that call themselves. */
function registry(): Preparation {
  return globalState<Preparation>('process-scan', () => ({ scan: undefined }))
}

async function scan(): Promise<readonly ProcessEntry[]> {
  if (process.platform === 'linux') return readLinuxProcesses()
  return process.platform === 'win32' ? [] : readPsProcesses()
}
