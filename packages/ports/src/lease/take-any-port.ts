import { PortsideError } from '@portside/errors'
import { errorCode } from '../system/error-code'
import type { Hold } from '../hold/hold'
import { holdAddress } from '../hold/hold-address'
import { isAvoidedPort } from '../numbers/avoided-ports'
import { ephemeralPortsError, findUsedUpRange } from './ephemeral-ports-error'
import { isRecentPort } from '../numbers/recent-ports'
import type { LeaseRequest } from './lease-request'
import { releaseHolds, type Keep } from './port-lease'
import { tryPort } from './try-port'
import { ephemeralRange } from '../numbers/ephemeral-range'
import { randomPortOutside } from '../numbers/port-range'
import { takeChecked, takeFirst } from './take-one-of'

const maxAttempts = 64
/** After so many attempts a recently used port is good enough: the kernel has only some thousands to give. */
const pickyAttempts = 3

/**
 * Takes a port that nobody has. The kernel chooses it if it can hold it: it gives no number twice, so processes never collide, however many choose at
 * once.
 *
 * @throws PortsideError `E_PORT_IN_USE` when there is none.
 */
export async function takeAnyPort(request: LeaseRequest): Promise<Keep> {
  const kept = request.hold === 'kernel' ? await takeFromKernel(request) : undefined
  const keep = kept ?? (await takeQuietPort(request))
  if (keep !== undefined) return keep
  throw await noPortError(request)
}

async function noPortError({ host, service }: LeaseRequest): Promise<PortsideError> {
  const usedUp = await findUsedUpRange(host)
  if (usedUp !== undefined) return ephemeralPortsError(usedUp, { service })
  return new PortsideError({
    code: 'E_PORT_IN_USE',
    service,
    summary: `No port is free on ${host}`,
    hints: ['Stop what is not needed, or exclude fewer ports.'],
  })
}

async function takeFromKernel(request: LeaseRequest): Promise<Keep | undefined> {
  // Unwanted ports stay held until the end, so that the kernel does not give them out again.
  const unwanted: Hold[] = []
  try {
    const keep = await takeWanted(request, unwanted)
    return keep ?? (await takeRecent(request, unwanted))
  } finally {
    await releaseHolds(unwanted)
  }
}

async function takeWanted(request: LeaseRequest, unwanted: Hold[]): Promise<Keep | undefined> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const held = await holdAddress(request.hosts[0] ?? request.host, 0).catch(noneIfUsedUp)
    if (held === undefined) return undefined
    const isPicky = attempt < pickyAttempts
    const isWanted = isAllowed(held.port, request) && !(isPicky && isRecentPort(held.port))
    const keep = isWanted ? await tryHeld(request, held) : undefined
    if (keep !== undefined) return keep
    unwanted.push(held)
  }
  return undefined
}

/** Takes a recently used port, for a system whose range is used up. */
async function takeRecent(request: LeaseRequest, unwanted: Hold[]): Promise<Keep | undefined> {
  for (const held of unwanted.filter(({ port }) => isAllowed(port, request))) {
    const keep = await tryHeld(request, held)
    if (keep === undefined) continue
    unwanted.splice(unwanted.indexOf(held), 1)
    return keep
  }
  return undefined
}

function isAllowed(port: number, { exclude }: LeaseRequest): boolean {
  return !isAvoidedPort(port) && !exclude.has(port)
}

/** Returns `undefined` for the error of `bind(0)` when every number of the ephemeral range is taken; rethrows any other. */
function noneIfUsedUp(error: unknown): undefined {
  if (!['EADDRINUSE', 'EADDRNOTAVAIL'].includes(errorCode(error))) throw error
}

async function tryHeld(request: LeaseRequest, held: Hold): Promise<Keep | undefined> {
  try {
    return await tryPort(request, held.port, held)
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return undefined
    await held.release()
    throw error
  }
}

const candidateCount = 64

/** Takes a port that the kernel gives to nobody, because it lies outside the ephemeral range; `undefined` if none is free. */
async function takeQuietPort(request: LeaseRequest): Promise<Keep | undefined> {
  const range = await ephemeralRange()
  const isUnwanted = (port: number): boolean => isAvoidedPort(port) || request.exclude.has(port)
  const drawn = Array.from({ length: candidateCount }, () => randomPortOutside(range, isUnwanted))
  const candidates = [...new Set(drawn.filter((port) => port !== undefined))]
  const fresh = candidates.filter((port) => !isRecentPort(port))
  return (await takeChecked(request, fresh)) ?? takeFirst(request, candidates)
}
