// Looks at the process tree of a command while it starts, and knows how long the tree has been quiet. All that is inferred from silence rests on it.
import { setTimeout as delay } from 'node:timers/promises'
import { findProcessListeners, type ProcessListener } from '@portside/ports'
import type { TreeProcess } from '@portside/process'
import type { SpawnedCommand } from './spawned-command'

/** The tree of a command at one moment. */
export interface TreeLook {
  /** Its live processes, and those that have ended and were not collected. */
  readonly processes: readonly TreeProcess[]
  /** The sockets on which it listens in this network namespace. */
  readonly listeners: readonly ProcessListener[]
  /**
   * How long it has been quiet, in milliseconds: no process has started, ended, begun or ceased to listen on a socket, written anything, or used more
   * than a twentieth of a core. Time in which this process was blocked, and saw nothing, hardly counts.
   */
  readonly quietMs: number
}

/** Looks of all services fall into the same turns, and share one reading of the process table. */
const everyMs = 250
/** Looks may take a twentieth of the time, but are never rarer than once in a second or two. */
const restPerLook = 20
const longestRestMs = 1000
/** The most that one look adds to the time of quiet. */
const longestStepMs = 2000
/** The share of a core that a quiet tree may use, and the time over which it is measured. */
const quietShare = 0.05
const measuredMs = 1000

/** Calls `onLook` with the tree of a command, four times a second at most, until `signal` aborts. Only Linux shows enough of it; elsewhere never. */
export async function watchTree(
  command: SpawnedCommand,
  signal: AbortSignal,
  onLook: (look: TreeLook) => unknown,
): Promise<void> {
  if (process.platform !== 'linux') return
  const quiet = measureQuiet()
  const unsubscribe = command.child.output.subscribe(quiet.interrupt)
  signal.addEventListener('abort', unsubscribe, { once: true })
  for (let restMs = everyMs; ;) {
    const nowMs = performance.now()
    await delay(Math.ceil((nowMs + restMs) / everyMs) * everyMs - nowMs, undefined, { signal, ref: false })
    const startedAtMs = performance.now()
    const processes = await command.child.tree()
    const pids = processes.filter(({ state }) => state !== 'Z').map(({ pid }) => pid)
    const all = await findProcessListeners(pids)
    const listeners = all.filter(({ isElsewhere }) => !isElsewhere)
    signal.throwIfAborted()
    restMs = Math.min(Math.max((performance.now() - startedAtMs) * restPerLook, everyMs / 2), longestRestMs)
    await onLook({ processes, listeners, quietMs: quiet.add(processes, listeners) })
  }
}

interface Quiet {
  /** Ends the quiet at the next look. */
  readonly interrupt: () => void
  /** Adds a look; returns how long the tree has been quiet. */
  readonly add: (processes: readonly TreeProcess[], listeners: readonly ProcessListener[]) => number
}

function measureQuiet(): Quiet {
  let quietMs = 0
  let isInterrupted = true
  let lastAtMs = performance.now()
  let lastSeen = ''
  let used = { atMs: lastAtMs, cpuMs: 0 }
  return { interrupt: () => (isInterrupted = true), add }

  function add(processes: readonly TreeProcess[], listeners: readonly ProcessListener[]): number {
    const nowMs = performance.now()
    const seen = [
      // A program that came and went between two looks shows in the faults of its parent.
      ...processes.map(
        ({ pid, startTime, state, childFaults = 0 }) => `${pid} ${startTime} ${state === 'Z'} ${childFaults}`,
      ),
      ...listeners.map(({ pid, address, port }) => `${pid} ${address} ${port}`),
    ].join()
    const hasChanged = isInterrupted || seen !== lastSeen
    if (hasChanged) used = { atMs: nowMs, cpuMs: cpuOf(processes) }
    const isActive = hasChanged || isBusy(processes, nowMs)
    quietMs = isActive ? 0 : quietMs + Math.min(nowMs - lastAtMs, longestStepMs)
    isInterrupted = false
    lastAtMs = nowMs
    lastSeen = seen
    return quietMs
  }

  /** On a busy machine, a process that wants to run gets a core only now and then, and its state shows that it wants to. */
  function isBusy(processes: readonly TreeProcess[], nowMs: number): boolean {
    if (processes.some(({ state }) => state === 'R' || state === 'D')) return true
    const cpuMs = cpuOf(processes)
    const isOverShare = cpuMs - used.cpuMs > Math.max(nowMs - used.atMs, measuredMs) * quietShare
    if (isOverShare || nowMs - used.atMs >= measuredMs) used = { atMs: nowMs, cpuMs }
    return isOverShare
  }
}

function cpuOf(processes: readonly TreeProcess[]): number {
  return processes.reduce((sum, { cpuMs = 0 }) => sum + cpuMs, 0)
}
