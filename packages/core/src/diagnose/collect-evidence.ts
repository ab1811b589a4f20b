import {
  findPortConflict,
  findPortOwner,
  findUsedUpRange,
  isLoopback,
  type OutputConflict,
  type PortOwner,
  type PortRange,
} from '@portside/ports'
import type { ProbeAttempt } from '@portside/probe'
import type { ProcessDescription } from '@portside/process'
import { inheritedEnvironment } from '../run/environment'
import { proxySettings } from '../run/proxy-settings'
import type { BindConflict, Evidence, RefusedBind } from './evidence'
import { findPortFiles } from './find-port-files'
import { findMissingCommand } from './find-missing-command'
import { type LiveEvidence, lookAtLive } from './look-at-live'
import type { UnreadyService } from './unready-service'

/** Collects everything that the rules look at. For a process that has exited, the checks of a live one are skipped. */
export async function collectEvidence(unready: UnreadyService): Promise<Evidence> {
  const {
    service,
    host,
    port,
    namedPorts = [],
    readiness,
    refused = [],
    output = '',
    place,
    remarks = [],
    moved = [],
    template,
    isFixed,
    startedAtMs,
  } = unready
  const { elapsedMs } = readiness
  const attempts = readiness.attempts.map((attempt) => masked(attempt, unready))
  const proxies = proxySettings(inheritedEnvironment())
  const isStarted = unready.child !== undefined
  const known = {
    service,
    isStarted,
    host,
    port,
    namedPorts,
    elapsedMs,
    attempts,
    refused,
    output,
    remarks,
    proxies,
    moved,
    portFiles: findPortFiles(place?.cwd),
    template,
    isFixed,
    startedAtMs,
  }
  const status = unready.child?.status
  const conflict = await ownerOf(findPortConflict(output) ?? conflictAmong(refused), port)
  const usedUp = await lookForUsedUp(unready, conflict)
  const missing = findMissingCommand(status, output, place)
  const left = status?.code === 0 ? await leftBehind(unready) : []
  return {
    ...known,
    status,
    conflict,
    usedUp,
    missing,
    nodeEnv: unready.child?.env['NODE_ENV'],
    left,
    ...(status === undefined ? await lookAtLive(unready) : nothing),
  }
}

/** A service may answer with what it was given. */
function masked(attempt: ProbeAttempt, { mask = (text) => text }: UnreadyService): ProbeAttempt {
  return attempt.body === undefined ? attempt : { ...attempt, body: mask(attempt.body) }
}

/** Finds processes that were left running: a command that goes to the background exits with 0, and its server goes on. */
async function leftBehind({ child, mask = (text) => text }: UnreadyService): Promise<readonly ProcessDescription[]> {
  const members = (await child?.members()) ?? []
  return members.map(({ pid, command }) => ({ pid, command: mask(command) }))
}

function conflictAmong(refused: readonly RefusedBind[]): OutputConflict | undefined {
  const conflict = refused.find(({ code }) => code === 'EADDRINUSE')
  return conflict && { line: conflict.code, ...(conflict.port === undefined ? {} : { port: conflict.port }) }
}

async function ownerOf(
  conflict: OutputConflict | undefined,
  port: number | undefined,
): Promise<BindConflict | undefined> {
  const number = conflict?.port || port
  if (conflict === undefined || number === undefined)
    return conflict && { ...conflict, owner: undefined, isOwnHold: false }
  const owner = await findPortOwner(number)
  return { ...conflict, owner, isOwnHold: isOwnHold(owner) }
}

/** Whether this process itself has a port, by a lease on which nobody listens. */
export function isOwnHold(owner: PortOwner | undefined): boolean {
  return owner?.state === 'held' && owner.lease?.pid === process.pid
}

/** The error of a connection, or of a listener on any port, when no ephemeral port is left: connect(2), bind(2). */
const isShortOfPorts = /EADDRNOTAVAIL|cannot assign requested address/i

async function lookForUsedUp(
  { host, port, readiness, output = '' }: UnreadyService,
  conflict: BindConflict | undefined,
): Promise<PortRange | undefined> {
  const isOfAnyNumber = conflict !== undefined && !(conflict.port || port)
  const texts = [output, ...readiness.attempts.map(({ detail }) => detail)]
  if (!isOfAnyNumber && !texts.some((text) => isShortOfPorts.test(text))) return undefined
  return findUsedUpRange(isLoopback(host) ? host : '127.0.0.1')
}

const nothing: LiveEvidence = {
  listeners: [],
  activities: [],
  pending: [],
  connection: undefined,
  isTls: false,
  filter: undefined,
  otherOwner: undefined,
  localhost: [],
}
