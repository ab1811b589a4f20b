import { uptime } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { isPortsideError, type PortsideError } from '@portside/errors'
import { waitUntilReady } from '@portside/probe'
import type { TreeProcess } from '@portside/process'
import { answers } from './answers'
import { beganSince } from './find-ended-programs'
import { servingProgram } from './serving-program'
import { type SpawnedCommand, probeTarget } from './spawned-command'
import { untilMoved } from './watch-move'
import { verifyOwner, watchOwner } from './watch-owner'

const lookMs = 150
/** How long there may be no new program, in milliseconds. */
const replacedWithinMs = 1000

/** The result of the wait for a new program. */
export interface ReadyAgain {
  /** The process that listens now, if it is known. */
  readonly listener?: number | undefined
  readonly failure?: PortsideError | 'gone'
}

/**
 * Waits until a command whose program ended at `sinceMs` (milliseconds since the boot) is ready again by its own probe. Resolves to the id of its new program then, to
 * `'gone'` once no newer program has been alive for a second, or to the reason why another process answers.
 */
export async function becomeReadyAgain(
  command: SpawnedCommand,
  sinceMs: number,
  signal: AbortSignal,
  isLast = false,
): Promise<ReadyAgain> {
  const watch = new AbortController()
  const owner = watchOwner(command)
  const ends = AbortSignal.any([watch.signal, signal])
  let moved: PortsideError | undefined
  const moves = async (): Promise<void> => void (moved = await untilMoved(command, sinceMs, ends))
  try {
    const { state } = await waitUntilReady(command.spec.probe, probeTarget(command), {
      timeoutMs: command.spec.startTimeoutMs,
      exited: Promise.race([
        untilGone(command, sinceMs, ends),
        // The wait that this belongs to has ended, or it cannot be seen.
        ...(command.spec.port === 'discover' ? [moves().catch(never)] : []),
      ]),
      signal,
      onConnection: owner.connected,
    })
    if (state !== 'ready') return { failure: moved ?? 'gone' }
    const readyAtMs = uptime() * 1000
    const listener = await verifyOwner(command, owner)
    const program = await servingProgram(command, listener)
    if (program !== undefined || (listener === undefined && (await isOpen(command)))) return { listener: program }
    // It has answered and ended. Where it cannot be seen, the next answer counts.
    return isLast ? { listener } : await becomeReadyAgain(command, readyAtMs, signal, true)
  } catch (error) {
    if (isPortsideError(error)) return { failure: error }
    throw error
  } finally {
    watch.abort()
  }
}

function isOpen({ address: { host, port = 0 } }: SpawnedCommand): Promise<boolean> {
  return answers(host, port)
}

/** Whether a process of a tree began after a moment, in milliseconds since the boot, and lives. */
export function hasBegunSince(tree: readonly TreeProcess[], sinceMs: number): boolean {
  return tree.some((entry) => beganSince(entry, sinceMs))
}

async function untilGone({ child }: SpawnedCommand, sinceMs: number, signal: AbortSignal): Promise<void> {
  let seenAtMs = performance.now()
  for (;;) {
    if (hasBegunSince(await child.tree(), sinceMs)) seenAtMs = performance.now()
    else if (performance.now() - seenAtMs >= replacedWithinMs) return
    // The wait that this belongs to has ended, and its result no longer counts.
    await delay(lookMs, undefined, { signal, ref: false }).catch(() => undefined)
    if (signal.aborted) return
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined)
}
