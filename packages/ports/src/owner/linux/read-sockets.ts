import { readFileSync } from 'node:fs'
import { parseProcNetTcpRow, type TcpSocket } from './proc-net-tcp'

/** The TCP sockets that matter for a port. */
export interface SocketsOfPort {
  /** Every socket with this local port. */
  readonly onPort: readonly TcpSocket[]
  /** Every listening socket, of any port. */
  readonly listening: readonly TcpSocket[]
}

/** Reads the sockets of this network namespace, both families; only the rows that matter are parsed. */
export function readSockets(port: number): SocketsOfPort {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0')
  const isWanted = new RegExp(`^ *\\d+: [\\dA-F]+:(?:${hexPort} |[\\dA-F]{4} [\\dA-F]+:0000 0A )`)
  const rows = ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => readRows(file))
    .flatMap((line) => (isWanted.test(line) ? (parseProcNetTcpRow(line) ?? []) : []))
  return {
    onPort: rows.filter((row) => row.localPort === port),
    listening: rows.filter((row) => row.state === 'listen'),
  }
}

function readRows(file: string): string[] {
  try {
    return readFileSync(file, 'latin1').split('\n')
  } catch {
    // A kernel without IPv6 has no tcp6.
    return []
  }
}
