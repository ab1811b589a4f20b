import { BlockList, isIP } from 'node:net'

/** Connections to a port of this machine, in the terms of filter rules. */
export interface Traffic {
  readonly host: string
  readonly port: number
}

/** Says whether a condition of a rule holds for the traffic; `maybe` if the rule does not show it. */
export type Match = 'yes' | 'maybe' | 'no'

/** Joins several conditions that must all hold. */
export function allOf(matches: readonly Match[]): Match {
  if (matches.includes('no')) return 'no'
  return matches.includes('maybe') ? 'maybe' : 'yes'
}

/** Negates a condition. */
export function negate(match: Match): Match {
  if (match === 'maybe') return 'maybe'
  return match === 'yes' ? 'no' : 'yes'
}

/** Judges whether the port is in `text`: `80`, `80-90`, `80:90`, or several with commas. */
export function matchPort({ port }: Traffic, text: string): Match {
  const parts = text.split(',').map((part) => /^(\d+)(?:[-:](\d+))?$/.exec(part.trim()))
  if (parts.includes(null)) return 'maybe'
  const isIn = parts.some((part) => port >= Number(part?.[1]) && port <= Number(part?.[2] ?? part?.[1]))
  return isIn ? 'yes' : 'no'
}

/** Judges whether the address is in `text`: addresses, networks (`127.0.0.0/8`) or ranges, several with commas. */
export function matchAddress({ host }: Traffic, text: string): Match {
  const nets = text.split(',').map((part) => parseNet(part.trim()))
  if (nets.includes(undefined)) return 'maybe'
  return nets.some((net) => net?.check(host, familyOf(host))) ? 'yes' : 'no'
}

function parseNet(text: string): BlockList | undefined {
  const [address = '', prefix] = text.split('/')
  if (isIP(address) === 0) return undefined
  const bits = isIP(address) === 4 ? 32 : 128
  const length = Number(prefix ?? bits)
  if (!(length >= 0 && length <= bits)) return undefined
  const net = new BlockList()
  net.addSubnet(address, length, familyOf(address))
  return net
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6'
}
