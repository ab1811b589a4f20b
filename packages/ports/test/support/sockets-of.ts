import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { parseProcNetTcp, type TcpSocket } from '../../src/owner/linux/proc-net-tcp'

/** The states of all TCP sockets whose local port is one of `ports`, as the kernel lists them. */
export function socketsOf(...ports: number[]): string[] {
  return socketsOn(ports).map((socket) => socket.state)
}

/** The states of this process's sockets on `ports`. Of many ports that were given back, others may have taken some. */
export function ownSocketsOf(...ports: number[]): string[] {
  const own = new Set(readdirSync('/proc/self/fd').map(linkOf))
  return socketsOn(ports)
    .filter((socket) => own.has(`socket:[${socket.inode}]`))
    .map((socket) => socket.state)
}

function socketsOn(ports: readonly number[]): TcpSocket[] {
  const wanted = new Set(ports)
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => parseProcNetTcp(readFileSync(file, 'latin1')))
    .filter((socket) => wanted.has(socket.localPort))
}

/** The descriptor that lists the folder is closed by the time its link is read. */
function linkOf(descriptor: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`)
  } catch {
    return undefined
  }
}
