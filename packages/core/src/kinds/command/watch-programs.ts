import type { PortsideError } from '@portside/errors'
import { programEndedError, programEndedText } from '../../diagnose/program-errors'
import { maskOutput, maskSecrets } from '../../text/mask-secrets'
import { createProgramHistory, type EndedProgram, isHelper } from './find-ended-programs'
import { printFinding } from './print-finding'
import type { SpawnedCommand } from './spawned-command'
import type { TreeLook } from './watch-tree'

/** A watcher that starts its program again shows none for up to a tenth of a second; after this time the program has ended. */
const endedAfterMs = 400
/** The quiet after which no other program is expected. */
export const failedAfterMs = 5000
/** The number of exits with a code other than 0 after which no other program is expected to do better. */
const mostExits = 5
const shownLines = 10

/**
 * Makes a function that judges each look at a command that is not ready: it names the end of a program under a watcher that lives on, and returns the
 * error once nothing starts it again, or it fails again and again.
 */
export function watchPrograms(command: SpawnedCommand): (look: TreeLook) => PortsideError | undefined {
  const { spec, child, context } = command
  // The ids of processes that see another PID namespace are others.
  const reports = spec.contain === undefined ? command.reports : undefined
  const history = createProgramHistory()
  const since = new Map<number, number>()
  const named = new Set<number>()
  const failed = new Set<number>()
  return ({ processes, listeners, quietMs }) => {
    const ended = history.add(processes, reports?.exits ?? [])
    if (listeners.length > 0) failed.clear()
    for (const program of ended) note(program)
    const last = ended.findLast(({ pid }) => named.has(pid) || failed.has(pid))
    if (last === undefined || listeners.length > 0) return undefined
    const isOver =
      failed.size >= mostExits || (quietMs >= failedAfterMs && named.has(last.pid) && isAlone(ended, processes))
    return isOver ? programEndedError({ ...factsOf(last), exits: failed.size, quietMs }) : undefined
  }

  function note(program: EndedProgram): void {
    const { pid, isLast, end } = program
    const nowMs = performance.now()
    if (!since.has(pid) && hasFailed(end)) failed.add(pid)
    since.set(pid, since.get(pid) ?? nowMs)
    if (!isLast || named.has(pid) || nowMs - (since.get(pid) ?? nowMs) < endedAfterMs) return
    named.add(pid)
    const lines = lastLines(outputOf())
    printFinding(command, 'PORTSIDE_PROGRAM_ENDED', `${programEndedText(factsOf(program))}${lines && `:\n${lines}`}`)
  }

  function factsOf({ watcher, end }: EndedProgram): Parameters<typeof programEndedText>[0] {
    return { service: context.name, watcher: maskSecrets(watcher.command, spec.redact), end, output: outputOf() }
  }

  function outputOf(): string {
    return maskOutput(child.output.text(), spec.redact)
  }
}

/** Returns the end of an output, for a printed line. */
export function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-shownLines).join('\n')
}

/** Whether a program has exited by itself and not well. A code above 128 is how many programs report a signal, as from a watcher that restarts them. */
function hasFailed(end: EndedProgram['end']): boolean {
  return end?.signal === null && end.code !== 0 && Number(end.code) <= 128
}

/** Whether all that lives are watchers without a program, and what has started them. */
function isAlone(ended: readonly EndedProgram[], processes: readonly TreeLook['processes'][number][]): boolean {
  const idle = new Set<number>()
  for (const { watcher, isLast } of ended)
    for (let at: number | undefined = isLast ? watcher.pid : undefined; at !== undefined && !idle.has(at);) {
      idle.add(at)
      const { ppid } = processes.find(({ pid }) => pid === at) ?? {}
      at = processes.some(({ pid }) => pid === ppid) ? ppid : undefined
    }
  return processes.every(({ pid, state, command }) => state === 'Z' || idle.has(pid) || isHelper(command))
}
