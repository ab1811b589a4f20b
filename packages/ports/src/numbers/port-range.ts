import { invalidArgument } from '@portside/errors'
/** Port numbers from `from` to `to`, both included. */
export interface PortRange {
  readonly from: number
  readonly to: number
}

/** Returns whether `port` lies in `range`. */
export function isInRange(port: number, range: PortRange): boolean {
  return port >= range.from && port <= range.to
}

const firstPort = 10_000
const lastPort = 65_535

/**
 * Returns a random port from 10000 up that lies outside `range` and that `isAvoided` does not refuse; above the range if at least a hundred numbers
 * are left there. `undefined` when the range leaves next to none.
 */
export function randomPortOutside(range: PortRange, isAvoided: (port: number) => boolean): number | undefined {
  const above = { from: Math.max(range.to + 1, firstPort), to: lastPort }
  const below = { from: firstPort, to: Math.min(range.from - 1, lastPort) }
  const gap = size(above) >= 100 ? above : below
  if (size(gap) < 1) return undefined
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = gap.from + Math.floor(Math.random() * size(gap))
    if (!isAvoided(port)) return port
  }
  return undefined
}

function size({ from, to }: PortRange): number {
  return to - from + 1
}

/** Reads a range from two numbers with white space between them: `ip_local_port_range`, or two values of sysctl(8). */
export function parsePortPair(text: string): PortRange | undefined {
  const match = /^(\d{1,5})\s+(\d{1,5})\s*$/.exec(text)
  return match === null ? undefined : rangeOf(Number(match[1]), Number(match[2]))
}

/**
 * Reads the range in the output of `netsh interface ipv4 show dynamicport tcp`: first the start and then the count, after colons; the words are in
 * the system's language.
 */
export function parseDynamicPortRange(text: string): PortRange | undefined {
  const numbers = [...text.matchAll(/^[^:：\d]*[:：] *(\d{1,5}) *\r?$/gm)].map((match) => Number(match[1]))
  const [from = 0, count = 0] = numbers
  return numbers.length === 2 ? rangeOf(from, from + count - 1) : undefined
}

function rangeOf(from: number, to: number): PortRange | undefined {
  return from >= 1 && from <= to && to <= 65_535 ? { from, to } : undefined
}

/** Checks that `value` is a port number that can be listened on. @throws TypeError that calls it `name` */
export function checkPort(name: string, value: unknown): asserts value is number {
  if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > 65_535) {
    throw invalidArgument(name, 'a port number from 1 to 65535', value)
  }
}
