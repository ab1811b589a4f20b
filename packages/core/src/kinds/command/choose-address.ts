import { setTimeout as delay } from 'node:timers/promises'
import { probe, type ProbeRun, waitUntilReady } from '@portside/probe'
import type { Address } from './command-address'
import { type SpawnedCommand, probeTarget } from './spawned-command'

/** How long an address may take to answer over HTTP, in milliseconds: after that it counts as one that does not. */
const askMs = 1000

/** How long another address may take to follow one that does not serve HTTP, in milliseconds: servers often open a side port first. */
const followMs = 250

/** An address on which a command listens. */
export interface FoundAddress {
  readonly address: Address
  /** The process that listens there, if it is known. */
  readonly pid: number | undefined
}

/**
 * Makes a function that asks each address that a command turns out to have. It resolves to the address that counts: the first on which `ready` is met.
 * Without `ready` that is the first which serves HTTP, unless a program further down is being asked, and serves it too; else, once all have been asked,
 * the first of them. Resolves to `undefined` for an address that does not count by itself.
 */
export function chooseAddress(
  command: SpawnedCommand,
  isAllowed: (address: Address) => boolean,
): (found: FoundAddress, run: ProbeRun) => Promise<Address | undefined> {
  const asked: FoundAddress[] = []
  const answers: Promise<FoundAddress | undefined>[] = []
  return async (found, run) => {
    if (command.spec.ready !== undefined) {
      await command.spec.probe.wait(targetOf(command, found), run)
      // The output that names its debugger's port may have been read only now.
      return isAllowed(found.address) ? found.address : undefined
    }
    asked.push(found)
    const answer = servesHttp(command, found, run.signal).then((serves) => (serves ? found : undefined))
    answers.push(answer)
    await command.spec.probe.wait(targetOf(command, found), run)
    const isFirst = (await answer) !== undefined
    if (!isFirst) await delay(followMs, undefined, { signal: run.signal })
    // Addresses found meanwhile are asked, too: a wrapper often listens before its program does.
    const served = (await Promise.all(answers)).filter((other) => other !== undefined)
    const allowed = (served.length > 0 || isFirst ? served : asked).filter(({ address }) => isAllowed(address))
    return (await lastProgram(command, allowed))?.address
  }
}

function targetOf(command: SpawnedCommand, { address }: FoundAddress): ReturnType<typeof probeTarget> {
  return probeTarget({ ...command, address })
}

async function servesHttp(command: SpawnedCommand, found: FoundAddress, signal: AbortSignal): Promise<boolean> {
  const any = probe.http('/', { status: () => true })
  const end = new AbortController()
  const readiness = await waitUntilReady(any, targetOf(command, found), {
    timeoutMs: askMs,
    signal: AbortSignal.any([signal, end.signal]),
    onAttempt: ({ outcome }) => outcome === 'answered' && end.abort(),
  })
  return readiness.state === 'ready'
}

/** Returns the first of the addresses whose process has none of the others below it. */
async function lastProgram(command: SpawnedCommand, found: readonly FoundAddress[]): Promise<FoundAddress | undefined> {
  if (found.length < 2) return found[0]
  const parents = new Map((await command.child.tree()).map(({ pid, ppid }) => [pid, ppid]))
  const isBelow = (pid: number | undefined, top: number | undefined): boolean => {
    for (let at = pid, steps = 0; at !== undefined && steps < 64; at = parents.get(at), steps += 1)
      if (parents.get(at) === top && top !== undefined) return true
    return false
  }
  return found.find(({ pid }) => !found.some((other) => isBelow(other.pid, pid))) ?? found[0]
}
