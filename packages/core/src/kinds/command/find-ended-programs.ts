// The programs of a command that ended while the watcher above them (`node --watch`, nodemon, `uvicorn --reload`) lives on.
import { basename } from 'node:path'
import { type TreeProcess, watchesFiles } from '@portside/process'
import type { ExitReport } from '../../run/listen-hook/listen-reports'

/** A program that has ended under a watcher. */
export interface EndedProgram {
  readonly pid: number
  /** The live process that had started it, and waits for a change of its files. */
  readonly watcher: TreeProcess
  /** Whether that has no other program now. */
  readonly isLast: boolean
  /** Its code or signal; absent if that is not known. */
  readonly end: TreeProcess['end'] | undefined
}

/** Programs that start another one again and again, by the names of their files. */
const watchers = new Set(
  'nodemon ts-node-dev tsnd node-dev pm2 forever supervisor watchexec watchfiles entr air reflex watchmedo cargo-watch hupper'.split(
    ' ',
  ),
)
/** Arguments with which a program becomes one. */
const watcherArgument = /^(?:watch|runserver|--(?:watch|watch-path|reload|respawn)(?:=.*)?)$/
/** Flask reloads with `--debug`, which means something else to other programs. */
const isFlaskReloader = (words: readonly string[]) =>
  words.includes('--debug') && words.some((word) => basename(word) === 'flask')

/** Keeps what was seen of a tree, since a process that has ended is not there to be asked. */
export interface ProgramHistory {
  /** Adds a look; returns the programs that have ended under a live watcher, the newest last. */
  readonly add: (processes: readonly TreeProcess[], exits: readonly ExitReport[]) => readonly EndedProgram[]
}

/** Makes an empty history. */
export function createProgramHistory(): ProgramHistory {
  const known = new Map<number, Pick<TreeProcess, 'pid' | 'ppid' | 'command' | 'end'>>()
  const isNode = new Set<number>()
  return { add }

  function add(processes: readonly TreeProcess[], exits: readonly ExitReport[]): readonly EndedProgram[] {
    const live = new Map(processes.filter(({ state }) => state !== 'Z').map((entry) => [entry.pid, entry]))
    for (const { pid, parent, code } of exits) {
      if (live.has(pid)) continue
      isNode.add(pid)
      const { ppid = parent, command = '' } = known.get(pid) ?? {}
      known.set(pid, { pid, ppid, command, end: { code, signal: null } })
    }
    for (const entry of processes) if (!known.get(entry.pid)?.end || live.has(entry.pid)) known.set(entry.pid, entry)
    const ended = [...known.values()].filter(({ pid, command }) => !live.has(pid) && !isHelper(command))
    return ended.flatMap(({ pid, ppid, end }) => {
      const watcher = watcherAbove(ppid)
      if (watcher === undefined || !isWatcher(watcher, isNode.has(pid))) return []
      return { pid, watcher, isLast: !hasProgram(watcher, processes), end }
    })

    /** Finds the nearest live process above; a shell between has ended with its command. */
    function watcherAbove(pid: number): TreeProcess | undefined {
      for (let at: number | undefined = pid, steps = 0; at !== undefined && steps < 8; steps += 1) {
        const entry = live.get(at)
        if (entry !== undefined) return entry
        at = known.get(at)?.ppid
      }
      return undefined
    }
  }
}

/** Whether a process waits for changes and starts its program again: by what it is called, or as it starts a Node program and watches files. */
function isWatcher({ pid, command }: TreeProcess, startsNode: boolean): boolean {
  return isNamedWatcher(command) || (startsNode && watchesFiles(pid))
}

/** Whether a command line is that of a program which starts another one again and again. */
export function isNamedWatcher(command: string): boolean {
  const words = command.split(/\s+/)
  const isNamed = words.some(
    (word) => watchers.has(basename(word).replace(/\.[cm]?js$/, '')) || watcherArgument.test(word),
  )
  return isNamed || isFlaskReloader(words)
}

function hasProgram(watcher: TreeProcess, processes: readonly TreeProcess[]): boolean {
  return processes.some(({ ppid, state, command }) => ppid === watcher.pid && state !== 'Z' && !isHelper(command))
}

/** Recognises the process by which Python's multiprocessing cleans up, which `uvicorn --reload` has all the time. */
export function isHelper(command: string): boolean {
  return command.includes('multiprocessing.resource_tracker')
}

/** The start of a process is counted in hundredths of a second. */
const toleranceMs = 20

/** Whether a live program began after a moment, in milliseconds since the boot. */
export function beganSince({ state, startTime, command }: TreeProcess, sinceMs: number): boolean {
  return state !== 'Z' && !isHelper(command) && startTime * 10 >= sinceMs - toleranceMs
}

/** The first moment at which a program can have begun in place of another one, by the start of that: what began with it, as its watcher may have, does not. */
export function replacedFromMs(startTime: number | undefined): number {
  return startTime === undefined ? 0 : (startTime + 1) * 10 + toleranceMs
}
