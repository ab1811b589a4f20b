import { readFileSync } from 'node:fs'
import { globalState } from '@portside/internal'
import { parseDynamicPortRange, parsePortPair, type PortRange } from './port-range'
import { runTool } from '../system/run-tool'

/** The range, where reading it takes a subprocess. */
interface State {
  range: Promise<PortRange> | undefined
}

const linuxDefault: PortRange = { from: 32_768, to: 60_999 }
/** The dynamic ports of RFC 6335, which macOS and Windows (since Vista) give out by default. */
const dynamicPorts: PortRange = { from: 49_152, to: 65_535 }

/**
 * Returns the range of ports that the system gives out by itself, to `bind(0)` and to outgoing connections.
 *
 * Linux: read each time from `ip_local_port_range` (ip(7)), which belongs to the network namespace and also counts for IPv6. macOS and Windows
 * (untested there): read once a thread, because it takes a subprocess.
 */
export async function ephemeralRange(): Promise<PortRange> {
  if (process.platform === 'linux') return readLinuxRange()
  const state = globalState<State>('ports.ephemeral-range', () => ({ range: undefined }))
  return (state.range ??= process.platform === 'win32' ? askWindows() : askMacOS())
}

function readLinuxRange(): PortRange {
  try {
    return parsePortPair(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'latin1')) ?? linuxDefault
  } catch {
    return linuxDefault
  }
}

async function askMacOS(): Promise<PortRange> {
  const names = ['net.inet.ip.portrange.first', 'net.inet.ip.portrange.last']
  return parsePortPair(await runTool('sysctl', ['-n', ...names])) ?? dynamicPorts
}

async function askWindows(): Promise<PortRange> {
  return (
    parseDynamicPortRange(await runTool('netsh', ['interface', 'ipv4', 'show', 'dynamicport', 'tcp'])) ?? dynamicPorts
  )
}
