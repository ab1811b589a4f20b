// Follows the program that listens for a command when the command itself is only a watcher or a script above it.
import { uptime } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { PortsideError } from '@portside/errors'
import { callNext } from '@portside/internal'
import { identify, isAlive } from '@portside/process'
import type { Launch } from '../../contract/start-context'
import { becomeReadyAgain, hasBegunSince } from './become-ready-again'
import { replacedFromMs } from './find-ended-programs'
import { programCrash } from './program-crash'
import type { SpawnedCommand } from './spawned-command'

/** A look at one process costs a hundredth of a millisecond, one at the tree some milliseconds. */
const lookMs = 50
const lookForNextMs = 250

/** The part of a launch that depends on its program. */
export interface ProgramLife {
  readonly crashed: NonNullable<Launch['crashed']>
  readonly revived: Promise<ProgramLife>
  readonly steady: NonNullable<Launch['steady']>
}

/**
 * Follows the program of a ready command whose port belongs to another process than the command's first. When that program ends and a new one begins
 * within a second, it is a restart, and `steady` waits until the same probe is ready again. Else it is a crash, and `revived` waits for a later program.
 * Returns `undefined` where there is nothing to follow, or it cannot be seen: Linux only.
 */
export function followProgram(command: SpawnedCommand, first: number | undefined): ProgramLife | undefined {
  const { spec, child, context } = command
  const isOwn = spec.owner !== 'any' && spec.port !== 'inherit' && spec.detaches !== true
  if (process.platform !== 'linux' || !isOwn || first === undefined || first === child.pid) return undefined
  const end = new AbortController()
  context.defer(() => end.abort())
  void child.exited.then(() => end.abort())
  const ended = new Promise<void>((resolve) => end.signal.addEventListener('abort', () => resolve(), { once: true }))
  const readyAtMs = performance.now()
  let settled: Promise<void> | undefined
  let lookAgainMs = (): number => 0
  const isSettling = (): boolean => settled !== undefined
  return lifeOf(first)

  function lifeOf(program: number): ProgramLife {
    // Neither settles if the service is stopped or exits: other watches report that.
    const crashed = untilCrash(program).catch(never)
    const revived = crashed.then(untilRevival).then(lifeOf).catch(never)
    return { crashed, revived, steady }
  }

  /** Resolves when the service is ready or has crashed, as far as that can be known now. */
  async function steady(): Promise<void> {
    do {
      // The next look may find that something has changed.
      if (settled === undefined) await Promise.race([delay(lookAgainMs(), undefined, { ref: false }), ended])
      await Promise.race([settled, ended])
      // Those who wait for the crash get it in this turn.
      await new Promise<void>(callNext)
      // A program may end as soon as it is ready again, and then the next wait has begun.
    } while (isSettling() && !end.signal.aborted)
  }

  /** Resolves to the crash, after any number of restarts. Rejects if there is no program to follow any more. */
  async function untilCrash(started: number): Promise<PortsideError> {
    for (let program = started; ;) {
      const listener = identify(program) ?? { pid: program, startTime: 0 }
      lookAgainMs = () => (isAlive(listener) ? 0 : 2 * lookMs)
      const replacedMs = replacedFromMs(listener.startTime)
      let aliveAtMs = uptime() * 1000
      while (isAlive(listener)) {
        aliveAtMs = uptime() * 1000
        await delay(lookMs, undefined, { signal: end.signal, ref: false })
      }
      const ended = program
      const { failure, listener: next } = await settling(async () => {
        const again = await becomeReadyAgain(command, Math.max(aliveAtMs, replacedMs), end.signal)
        return again.failure === 'gone' ? { failure: await programCrash(command, ended, readyAtMs) } : again
      })
      end.signal.throwIfAborted()
      if (failure !== undefined && failure !== 'gone') return failure
      program = known(next)
    }
  }

  /** Resolves to the program of a service that is ready again. */
  async function untilRevival(): Promise<number> {
    lookAgainMs = () => 2 * lookForNextMs
    for (let sinceMs = uptime() * 1000; ;) {
      await delay(lookForNextMs, undefined, { signal: end.signal, ref: false })
      if (!hasBegunSince(await child.tree(), sinceMs)) continue
      const { failure, listener } = await settling(() => becomeReadyAgain(command, sinceMs, end.signal))
      end.signal.throwIfAborted()
      if (failure === undefined) return known(listener)
      sinceMs = uptime() * 1000
    }
  }

  /** Runs a step for which `steady` waits. */
  async function settling<Result>(step: () => Promise<Result>): Promise<Result> {
    const running = step()
    settled = running.then(
      () => undefined,
      () => undefined,
    )
    try {
      return await running
    } finally {
      settled = undefined
    }
  }
}

/** A process that cannot be seen cannot be followed. */
function known(listener: number | undefined): number {
  if (listener === undefined) throw new DOMException('its program is not seen', 'NotFoundError')
  return listener
}

function never(): Promise<never> {
  return new Promise(() => undefined)
}
