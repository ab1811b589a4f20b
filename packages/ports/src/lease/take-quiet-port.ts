import { isAvoidedPort } from '../numbers/avoided-ports'
import { ephemeralRange } from '../numbers/ephemeral-range'
import { randomPortOutside } from '../numbers/random-port-outside'
import { isRecentPort } from '../numbers/recent-ports'
import type { LeaseRequest } from './lease-request'
import type { Keep } from './port-lease'
import { takeChecked, takeFirst } from './take-one-of'

const candidateCount = 64

/** Takes a port that the kernel hands to nobody, because it lies outside the ephemeral range; `undefined` if none is free. */
export async function takeQuietPort(request: LeaseRequest): Promise<Keep | undefined> {
  const range = await ephemeralRange()
  const isUnwanted = (port: number): boolean => isAvoidedPort(port) || request.exclude.has(port)
  const drawn = Array.from({ length: candidateCount }, () => randomPortOutside(range, isUnwanted))
  const candidates = [...new Set(drawn.filter((port) => port !== undefined))]
  const fresh = candidates.filter((port) => !isRecentPort(port))
  return (await takeChecked(request, fresh)) ?? takeFirst(request, candidates)
}
