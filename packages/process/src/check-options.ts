import { invalidArgument } from '@portside/errors'
import type { SpawnOptions } from './spawn-options'

/** Refuses options that cannot be meant, before anything is started. @throws TypeError */
export function checkOptions(options: SpawnOptions): void {
  const { stopSignal, stopTimeoutMs, spares = [], detaches, contain, service } = options
  if (stopSignal !== undefined && !/^SIG[A-Z\d]+$/.test(stopSignal)) {
    throw invalidArgument('stopSignal', "a signal's name, as 'SIGTERM'", stopSignal)
  }
  if (stopTimeoutMs !== undefined && !(Number.isFinite(stopTimeoutMs) && stopTimeoutMs >= 0)) {
    throw invalidArgument('stopTimeoutMs', 'a number of milliseconds', stopTimeoutMs)
  }
  for (const name of spares) {
    if (!/^[\w-]+$/.test(name)) throw invalidArgument('spares', 'names of programs, without a path', name)
  }
  if (detaches && contain) throw invalidArgument('contain', `absent for ${service}, which detaches`, contain)
}
