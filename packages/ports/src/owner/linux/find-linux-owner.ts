import { addressText } from '@portside/internal'
import { byNearness } from '../../address/nearness'
import type { TcpSocket } from './proc-net-tcp'
import type { PortOwner } from '../port-owner'
import { describeProcess, userName } from './describe-process'
import { findSocketProcess, openFiles } from './find-socket-process'
import { readSockets, type SocketsOfPort } from './read-sockets'

/** Finds the owner of `port` of `host` (of any address when absent) in /proc, without a subprocess. */
export async function findLinuxOwner(port: number, host?: string): Promise<PortOwner | undefined> {
  const sockets = readSockets(port)
  const nearest = byNearness(sockets.onPort, host)
  const listener = nearest.find((socket) => socket.state === 'listen')
  if (listener !== undefined) return ownerOfListener(listener, sockets)
  const client = nearest.find((socket) => socket.state !== 'time-wait') ?? nearest[0]
  return client === undefined ? undefined : ownerOfConnection(client)
}

async function ownerOfListener(listener: TcpSocket, { onPort, listening }: SocketsOfPort): Promise<PortOwner> {
  const pid = await findSocketProcess(listener.inode, listener.uid)
  const links = new Set(pid === undefined ? [linkOf(listener)] : openFiles(pid))
  const isSame = (socket: TcpSocket): boolean => socket.inode === listener.inode || links.has(linkOf(socket))
  const addresses = onPort.filter((socket) => socket.state === 'listen' && isSame(socket))
  const ports = listening.filter(isSame).map((socket) => socket.localPort)
  return {
    state: 'listen',
    addresses: unique(addresses.map((socket) => socket.localAddress)),
    ...ownerFacts(listener, pid),
    ...(pid === undefined ? {} : { ports: unique(ports).sort((a, b) => a - b) }),
  }
}

async function ownerOfConnection(socket: TcpSocket): Promise<PortOwner> {
  const isOver = socket.inode === 0
  const pid = isOver ? undefined : await findSocketProcess(socket.inode, socket.uid)
  return {
    state: socket.state === 'time-wait' ? 'time-wait' : 'client',
    addresses: [socket.localAddress],
    remote: addressText(socket.remoteAddress, socket.remotePort),
    ...(isOver ? {} : ownerFacts(socket, pid)),
  }
}

function ownerFacts({ uid }: TcpSocket, pid: number | undefined): Partial<PortOwner> {
  if (pid !== undefined) return { uid, ...describeProcess(pid) }
  const user = userName(uid)
  return { uid, ...(user === undefined ? {} : { user }) }
}

function linkOf(socket: TcpSocket): string {
  return `socket:[${socket.inode}]`
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)]
}
