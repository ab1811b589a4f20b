/** How many ports of a range have a TCP socket. */
export interface PortCount {
  readonly used: number
  /** Those that only closed connections have. */
  readonly waiting: number
}

// A line of /proc/net/tcp (proc(5)): number, local address and port, remote address and port, state.
const socketLine = /^\s*\d+: [\dA-F]+:([\dA-F]{4}) [\dA-F]+:[\dA-F]{4} ([\dA-F]{2}) /gm
const timeWait = '06'

/** Counts the ports from `from` to `to`, both included, in the text of /proc/net/tcp and tcp6. */
export function countPorts(text: string, { from, to }: { readonly from: number; readonly to: number }): PortCount {
  const used = new Set<number>()
  const alive = new Set<number>()
  for (const [, digits = '', state] of text.matchAll(socketLine)) {
    const port = Number.parseInt(digits, 16)
    if (port < from || port > to) continue
    used.add(port)
    if (state !== timeWait) alive.add(port)
  }
  return { used: used.size, waiting: used.size - alive.size }
}
