import type { PortRange } from '../numbers/port-range'

/** The range that two numbers with white space between them are: `ip_local_port_range`, or two values of sysctl(8). */
export function parsePortPair(text: string): PortRange | undefined {
  const match = /^(\d{1,5})\s+(\d{1,5})\s*$/.exec(text)
  return match === null ? undefined : rangeOf(Number(match[1]), Number(match[2]))
}

/**
 * The range in the output of `netsh interface ipv4 show dynamicport tcp`: first the start and then the count, after
 * colons; the words are in the system's language.
 */
export function parseDynamicPortRange(text: string): PortRange | undefined {
  const numbers = [...text.matchAll(/^[^:：\d]*[:：] *(\d{1,5}) *\r?$/gm)].map((match) => Number(match[1]))
  const [from = 0, count = 0] = numbers
  return numbers.length === 2 ? rangeOf(from, from + count - 1) : undefined
}

function rangeOf(from: number, to: number): PortRange | undefined {
  return from >= 1 && from <= to && to <= 65_535 ? { from, to } : undefined
}
