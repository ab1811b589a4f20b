import { isLoopback } from '@portside/ports'
import { addressText } from '@portside/internal'
import type { StartContext } from '../../contract/start-context'
import { refusedAddress } from '../../text/refused-address'
import type { Address } from './command-address'
import { reservationName } from './reservation-need'

/**
 * Returns a remark about an address of this machine that refused a service, according to its output or answers, while its needs have other ports here:
 * its driver then may read another variable than the one that was set.
 */
export function remarksOnRefusal(texts: readonly string[], own: Address, { needs }: StartContext): readonly string[] {
  const refused = texts.map(refusedAddress).find((found) => found !== undefined)
  const places = Object.entries(needs).flatMap(([name, handle]) => placeOf(name, handle))
  if (refused === undefined || places.length === 0 || !/^(?:127\.|\[::1\]|localhost:)/.test(refused.text)) return []
  const known = [own.port, ...Object.values(own.ports), ...places.flatMap(({ ports }) => ports)]
  if (known.includes(refused.port)) return []
  const where = places.map(({ text }) => text).join(', ')
  return [
    `It connects to ${refused.text}; its need${places.length === 1 ? ' ' : 's: '}${where}. If it should connect there, check the variable that its driver reads.`,
  ]
}

interface NeedPlace {
  readonly text: string
  readonly ports: readonly number[]
}

/** Services of other kinds have no address, or one on another machine. */
function placeOf(name: string, handle: unknown): readonly NeedPlace[] {
  if (name === reservationName || typeof handle !== 'object' || handle === null) return []
  const { host, port, ports = {} } = handle as { readonly host?: unknown; readonly port?: unknown; ports?: object }
  if (typeof host !== 'string' || typeof port !== 'number' || !isLoopback(host)) return []
  const named = Object.values(ports).filter((each): each is number => typeof each === 'number')
  return [{ text: `${name} is at ${addressText(host, port)}`, ports: [port, ...named] }]
}
