import { openFiles } from './find-socket-process'
import { readSockets } from './read-sockets'

/** The ports that a process listens on, from /proc. */
export function findLinuxPorts(pid: number): number[] {
  const files = new Set(openFiles(pid))
  const { listening } = readSockets(0)
  return listening.filter((socket) => files.has(`socket:[${socket.inode}]`)).map((socket) => socket.localPort)
}
