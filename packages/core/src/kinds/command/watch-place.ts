import { addressText } from '@portside/internal'
import type { ProcessListener } from '@portside/ports'
import { waitUntilReady } from '@portside/probe'
import { placeHints } from '../../diagnose/place-hints'
import { maskSecrets } from '../../text/mask-secrets'
import { debuggerPorts } from '../../text/printed-addresses'
import { answers } from './answers'
import { printFinding } from './print-finding'
import { type SpawnedCommand, probeTarget } from './spawned-command'
import type { TreeLook } from './watch-tree'

/** A command that listens elsewhere is named after this much quiet, in milliseconds. */
const namedAfterMs = 1000
/** It has failed after this much quiet if its probe is ready there, and after the longer time if it has no probe. */
const failedAfterMs = 5000
const failedUnaskedAfterMs = 10_000
/** The time for the question whether its probe is ready there. */
const askMs = 1000

/** The addresses of a command that were seen last, and what has been done about them. */
interface Seen {
  readonly text: string
  readonly sinceMs: number
  isOpen: boolean
  isNamed: boolean
  /** Whether the probe was asked in this stretch of quiet: a question makes the command write, which ends the stretch. */
  isAsked: boolean
}

/**
 * Makes a function that judges each look at a command. It prints one line when the command listens elsewhere and not at the address that it was given,
 * and resolves to a sentence once that is how it stays: it has been quiet, and has had as long again as it took to get there.
 */
export function watchPlace(command: SpawnedCommand): (look: TreeLook) => Promise<string | undefined> {
  const { spec, address } = command
  const { host, port = 0 } = address
  const startedAtMs = performance.now()
  let seen = notSeen('', startedAtMs)
  return async ({ listeners, quietMs }) => {
    const places = placesElsewhere(command, listeners)
    const text = places.map((place) => addressText(place.address, place.port)).join(' and ')
    if (text !== seen.text) seen = notSeen(text, performance.now())
    if (text === '' || seen.isOpen || quietMs < namedAfterMs) return undefined
    if (!seen.isNamed) await nameOnce(places)
    if (quietMs < failedAfterMs) seen.isAsked = false
    if (!seen.isNamed || seen.isAsked || spec.wrongPort === 'wait' || !isDue(quietMs)) return undefined
    seen.isAsked = true
    const isElsewhere = spec.ready === undefined || (await isReadyAtOne(command, places))
    return isElsewhere && !(await answers(host, port)) ? sentence() : undefined
  }

  async function nameOnce(places: readonly ProcessListener[]): Promise<void> {
    seen.isOpen = await answers(host, port)
    if (seen.isOpen) return
    seen.isNamed = true
    const template = maskSecrets([spec.commandLine].flat().join(' '), spec.redact)
    const output = command.child.output.text()
    const [hint = ''] = placeHints({ host, port, places, moved: movable(command), output, template })
    printFinding(command, 'PORTSIDE_WRONG_PORT', `${sentence()}. ${hint}`)
  }

  function sentence(): string {
    return `it listens on ${seen.text}, not on ${addressText(host, port)}, which it was given (PORT=${port} HOST=${host})`
  }

  function isDue(quietMs: number): boolean {
    const hasHadTime = performance.now() - seen.sinceMs >= seen.sinceMs - startedAtMs
    return hasHadTime && quietMs >= (spec.ready === undefined ? failedUnaskedAfterMs : failedAfterMs)
  }
}

function notSeen(text: string, sinceMs: number): Seen {
  return { text, sinceMs, isOpen: false, isNamed: false, isAsked: false }
}

/** Returns the sockets of a command that neither have its address nor are named ports or a debugger's; none if one of them has its address. */
export function placesElsewhere(
  { address: { host, port, ports }, child }: SpawnedCommand,
  listeners: readonly ProcessListener[],
): readonly ProcessListener[] {
  const wildcard = host.includes(':') ? '::' : '0.0.0.0'
  const isOwn = (place: ProcessListener) => place.port === port && [host, wildcard].includes(place.address)
  if (port === undefined || listeners.length === 0 || listeners.some(isOwn)) return []
  const others = new Set([...Object.values(ports), ...debuggerPorts(child.output.text())])
  return listeners.filter((place) => !others.has(place.port))
}

/** The ports that Node processes of a command have reported, which the listen hook can move. */
function movable({ reports }: SpawnedCommand): readonly number[] {
  return reports?.listening.map(({ port }) => port) ?? []
}

/** Asks the probe once at each place. */
export async function isReadyAtOne(command: SpawnedCommand, places: readonly ProcessListener[]): Promise<boolean> {
  const asked = places.map(async ({ address, port }) => {
    const host = address === '0.0.0.0' || address === '::' ? command.address.host : address
    const once = new AbortController()
    const target = probeTarget({ ...command, address: { ...command.address, host, port } })
    const { state } = await waitUntilReady(command.spec.probe, target, {
      timeoutMs: askMs,
      signal: once.signal,
      onAttempt: ({ outcome }) => outcome === 'answered' && once.abort(),
    })
    return state === 'ready'
  })
  return (await Promise.all(asked)).includes(true)
}
