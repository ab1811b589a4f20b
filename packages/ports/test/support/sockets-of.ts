import { readFileSync } from 'node:fs'
import { parseProcNetTcp } from '../../src/parse/proc-net-tcp'

/** The states of all TCP sockets whose local port is one of `ports`, as the kernel lists them. */
export function socketsOf(...ports: number[]): string[] {
  const wanted = new Set(ports)
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => parseProcNetTcp(readFileSync(file, 'latin1')))
    .filter((socket) => wanted.has(socket.localPort))
    .map((socket) => socket.state)
}
