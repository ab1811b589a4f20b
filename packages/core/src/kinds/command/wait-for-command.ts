import { setImmediate } from 'node:timers'
import { type Probe, probe, type ProbeAttempt } from '@portside/probe'
import { answerWords, outputWords } from '../../diagnose/answer-lines'
import { type BlockedReadiness, waitUnlessBlocked } from '../../diagnose/wait-unless-blocked'
import { reportedListening } from '../../run/listen-hook/listen-reports'
import { type Discovery, discoverAddress } from './discover-address'
import type { Address } from './command-address'
import { type SpawnedCommand, probeTarget } from './spawned-command'
import type { OwnerWatch } from './watch-owner'
import { isLenient } from '../../run/environment'
import { maskOutput, maskSecrets } from '../../text/mask-secrets'
import { printLenient } from './print-finding'
import { warmProbe } from './warm-probe'
import { watchTrouble } from './watch-trouble'

/** The result of the wait for a command, with the address where it answers or was last tried. */
export interface Waited {
  readonly readiness: BlockedReadiness
  readonly address: Address
}

/**
 * Waits until a command is ready, has exited, or can no longer become ready, and makes `owner` look at each connection to it. Throws the trouble that
 * its processes report.
 */
export async function waitForCommand(command: SpawnedCommand, owner: OwnerWatch): Promise<Waited> {
  const { spec, child, context } = command
  const watch = new AbortController()
  const trouble = watchTrouble(command, watch.signal)
  const { probe: found, address } = discoveryOf(command)
  const { probe, report } = warmProbe(command, found, address)
  try {
    const readiness = await waitUnlessBlocked(probe, probeTarget(command), {
      timeoutMs: spec.startTimeoutMs,
      exited: Promise.race([child.exited, trouble]),
      signal: context.signal,
      onConnection: owner.connected,
      onBlocked: isLenient() ? ({ state }) => printLenient(command, `connections to it are ${state}`) : undefined,
      onAttempt: (attempt) => context.run.watcher.waiting?.(context.name, attempt, () => lastWords(attempt, command)),
    })
    const isTrouble = readiness.state === 'exited' && child.status === undefined && readiness.connection === undefined
    const { error } = isTrouble ? await trouble : {}
    if (error !== undefined) throw error
    if (readiness.state === 'ready') report()
    return { readiness, address: address() }
  } finally {
    // Lets the code that waits for the service continue first.
    setImmediate(() => watch.abort())
  }
}

/** Returns the line that explains an attempt best: of the answer, else of the output. */
function lastWords({ body = '' }: ProbeAttempt, { spec, child }: SpawnedCommand): string | undefined {
  return (
    answerWords(maskSecrets(body, spec.redact)) ?? outputWords(maskOutput(child.output.text().trimEnd(), spec.redact))
  )
}

function discoveryOf(command: SpawnedCommand): Discovery {
  if (command.spec.port === 'discover') return discoverAddress(command)
  return { probe: probeOf(command), address: () => command.address }
}

/** A connection to a socket that was handed over proves nothing. Without `ready`, a report of the listen hook does, or any answer. */
function probeOf({ spec, address, reports }: SpawnedCommand): Probe {
  const { probe: asked, port, ready } = spec
  if (port !== 'inherit' || ready !== undefined || reports === undefined) return asked
  return probe.any(asked, reportedListening(reports, Number(address.port)))
}
