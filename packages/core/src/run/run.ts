import { randomBytes } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import type { ProbeAttempt } from '@portside/probe'
import { createListenHook, type ListenHook } from './listen-hook/listen-hook'
import { createExposures, type Exposures } from './exposures'
import { createRunDirectory, type RunDirectory } from './run-directory'
import { createRunOutput, type RunOutput } from './run-output'
import { createRunLedger, type RunLedger } from './run-ledger'

/** One run: all that is started by one supervisor, or by one process that has none. */
export interface Run {
  /** Names the run in the environment of its processes, so that a stray one can be found. */
  readonly id: string
  /** Its private folder. */
  readonly directory: RunDirectory
  /** By which its Node processes tell that they listen. */
  readonly listenHook: ListenHook
  /** What its services write. */
  readonly output: RunOutput
  /** What of it listens on more than loopback. */
  readonly exposures: Exposures
  /** Is told what its services do. */
  readonly watcher: RunWatcher
  /** Its processes on disk. */
  readonly ledger: RunLedger
  /** Warns of what is so for all services of the run: once for each `code`. */
  readonly warnOnce: (code: string, text: string) => void
  /** Aborted when nobody wants to wait for its end any more. */
  readonly force: AbortSignal
  /** Kills all that it has started, what is being started and what is being stopped included. */
  readonly forceStop: () => void
}

/** Makes a run with an id of its own. */
export function createRun(watcher: RunWatcher = {}): Run {
  const id = randomBytes(8).toString('hex')
  const directory = createRunDirectory(id)
  const force = new AbortController()
  // Each of its processes listens.
  setMaxListeners(0, force.signal)
  return Object.freeze({
    id,
    directory,
    watcher,
    listenHook: createListenHook(id, directory),
    output: createRunOutput(id, directory),
    exposures: createExposures(),
    ledger: createRunLedger(id, directory),
    warnOnce: createWarnOnce(),
    force: force.signal,
    forceStop: () => force.abort(),
  })
}

function createWarnOnce(): Run['warnOnce'] {
  const warned = new Set<string>()
  return (code, text) => {
    if (!warned.has(code)) process.emitWarning(text, { code })
    warned.add(code)
  }
}

/** Is told what the services of a run do, while they do it; a library tells nobody unless asked. What it does must be quick, and never throw. */
export interface RunWatcher {
  /** A service is being started, after all that it needs. */
  readonly starting?: ((service: string) => void) | undefined
  /** A look has found it not ready: up to a thousand times a second. */
  readonly waiting?: ((service: string, attempt: ProbeAttempt) => void) | undefined
  /** It is ready. */
  readonly ready?: ((service: string) => void) | undefined
  /** It has written whole lines; the secrets in them are masked. */
  readonly wrote?: ((service: string, lines: Buffer) => void) | undefined
}
