import { setTimeout as delay } from 'node:timers/promises'
import type { PortsideError } from '@portside/errors'
import { addressText } from '@portside/internal'
import { findProcessListeners } from '@portside/ports'
import { programMovedError } from '../../diagnose/program-errors'
import { maskOutput } from '../../text/mask-secrets'
import { answers } from './answers'
import { beganSince } from './find-ended-programs'
import type { SpawnedCommand } from './spawned-command'
import { isReadyAtOne, placesElsewhere } from './watch-place'

const lookMs = 250
/** A program may listen elsewhere for a while before it does at its own address. */
const settledAfterMs = 1000

/**
 * Resolves to the error once the new program of a command that picks its port itself, begun after `sinceMs` (milliseconds since the boot), is ready on
 * another port than the one before it. Never resolves once `signal` has aborted.
 */
export async function untilMoved(
  command: SpawnedCommand,
  sinceMs: number,
  signal: AbortSignal,
): Promise<PortsideError> {
  const { spec, child, context, address } = command
  const host = address.host
  const port = Number(address.port)
  let seen = { text: '', atMs: performance.now() }
  for (;;) {
    await delay(lookMs, undefined, { signal, ref: false })
    const begun = (await child.tree()).filter((entry) => beganSince(entry, sinceMs)).map(({ pid }) => pid)
    const listeners = (await findProcessListeners(begun)).filter(({ isElsewhere }) => !isElsewhere)
    const places = placesElsewhere(command, listeners)
    const text = places.map((place) => addressText(place.address, place.port)).join(' and ')
    if (text !== seen.text) seen = { text, atMs: performance.now() }
    if (text === '' || performance.now() - seen.atMs < settledAfterMs) continue
    if ((await answers(host, port)) || !(await isReadyAtOne(command, places))) continue
    const output = maskOutput(child.output.text(), spec.redact)
    return programMovedError({ service: context.name, from: addressText(host, port), to: text, output })
  }
}
