import { ephemeralRange } from '@portside/ports'
import { type CheckResult, type CheckState, readText } from './check'

const name = 'ephemeral ports'
const fix = 'Wait a minute, end what opens so many connections, or widen net.ipv4.ip_local_port_range'

/** Checks how many ephemeral ports are taken; they are counted on Linux only. */
export async function checkEphemeralPorts(): Promise<CheckResult> {
  const range = await ephemeralRange()
  const texts = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readText))
  if (texts[0] === undefined) return { name, state: 'ok', fact: `${range.from}-${range.to}` }
  return judgeUse(range, countPorts(texts.join('\n'), range))
}

/** Judges how full the range is: over 80 % warns, over 98 % fails. */
export function judgeUse(
  { from, to }: { readonly from: number; readonly to: number },
  { used, waiting }: PortCount,
): CheckResult {
  const size = to - from + 1
  const share = used / size
  const fact = `${from}-${to}: ${used} of ${size} in use (${Math.floor(share * 100)} %), ${waiting} of them in TIME_WAIT`
  const state = stateOf(share)
  return state === 'ok' ? { name, state, fact } : { name, state, fact, fix }
}

function stateOf(share: number): CheckState {
  if (share > 0.98) return 'fail'
  return share > 0.8 ? 'warn' : 'ok'
}

/** The number of ports in a range that have a TCP socket. */
export interface PortCount {
  readonly used: number
  /** Ports with only closed connections. */
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
