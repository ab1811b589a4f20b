import { allowManyListeners, printWarning } from '@portside/internal'
import { randomBytes } from 'node:crypto'
import { createListenHook, type ListenHook } from './listen-hook/listen-hook'
import { createExposures, type Exposures } from './exposures'
import { createRunDirectory, type RunDirectory } from './run-directory'
import { createRunOutput, type RunOutput } from './run-output'
import { createRunLedger, type RunLedger } from './run-ledger'
import { createStartMemory, type StartMemory } from './start-memory'
import type { RunWatcher } from './run-watcher'
import { waitingLines } from './waiting-lines'

/** One run: everything that is started by one supervisor, or by one process without one. */
export interface Run {
  /** Identifies the run in the environment of its processes, so that a stray can be found. */
  readonly id: string
  /** Its private folder. */
  readonly directory: RunDirectory
  /** Makes its Node processes report when they listen. */
  readonly listenHook: ListenHook
  /** The output of its services. */
  readonly output: RunOutput
  /** Its services that listen on more than loopback. */
  readonly exposures: Exposures
  /** Findings about its commands, for their later starts. */
  readonly startMemory: StartMemory
  /** Receives the events of its services. */
  readonly watcher: RunWatcher
  /** The record of its processes on disk. */
  readonly ledger: RunLedger
  /** Warns once in the run: of each `subject`, by default once for each `code`, of something that applies to all services. */
  readonly warnOnce: (code: string, text: string, subject?: string) => void
  /** Aborted when the run is forced to end. */
  readonly force: AbortSignal
  /** Kills everything that the run has started, including what is being started and what is being stopped. */
  readonly forceStop: () => void
}

/** Makes a run with an id of its own. */
export function createRun(watcher: RunWatcher = waitingLines()): Run {
  const id = randomBytes(8).toString('hex')
  const directory = createRunDirectory(id)
  const force = new AbortController()
  // Each process of the run adds a listener.
  allowManyListeners(force.signal)
  return Object.freeze({
    id,
    directory,
    watcher,
    listenHook: createListenHook(id, directory),
    output: createRunOutput(id, directory),
    exposures: createExposures(),
    startMemory: createStartMemory(),
    ledger: createRunLedger(id, directory),
    warnOnce: createWarnOnce(),
    force: force.signal,
    forceStop: () => force.abort(),
  })
}

function createWarnOnce(): Run['warnOnce'] {
  const warned = new Set<string>()
  return (code, text, subject = '') => {
    const key = `${code} ${subject}`
    if (!warned.has(key)) printWarning(code, text)
    warned.add(key)
  }
}
