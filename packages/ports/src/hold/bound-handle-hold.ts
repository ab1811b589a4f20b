import * as net from 'node:net'
import { getSystemErrorName } from 'node:util'
import type { Hold } from './hold'

/** The part of Node's own handle of a TCP socket that a hold needs. */
interface BoundHandle {
  /** Fills `name`, and returns 0 or the number of an error. A bind that has failed is reported here. */
  getsockname(name: { port?: number }): number
  close(closed: () => void): void
}

/** Node's way to bind a socket that another process may listen on, which `node:cluster` uses on every Node from 20 to 26; it is not documented. */
type CreateServerHandle = (address: string, port: number, addressType: 4 | 6) => BoundHandle | number

/** Returns whether this Node can bind a handle. */
export function canBindHandle(): boolean {
  return process.platform === 'linux' && typeof createServerHandle() === 'function'
}

/**
 * Holds a port by a handle that is only bound: no list of sockets shows it, so a script that frees the port first (`fuser -k`, `kill-port`) ends
 * nothing of ours.
 *
 * @throws the system's error when the port is taken.
 */
export function holdByBoundHandle(address: string, port: number): Hold {
  const handle = createServerHandle()?.(address, port, address.includes(':') ? 6 : 4) ?? 0
  if (typeof handle === 'number') throw bindError(handle, address, port)
  const name: { port?: number } = {}
  const status = handle.getsockname(name)
  if (status !== 0) {
    handle.close(() => undefined)
    throw bindError(status, address, port)
  }
  let released: Promise<void> | undefined
  const release = async () => new Promise<void>((resolve) => handle.close(resolve))
  return { port: name.port ?? port, kept: Promise.resolve(), release: () => (released ??= release()) }
}

function createServerHandle(): CreateServerHandle | undefined {
  return (net as { _createServerHandle?: CreateServerHandle })._createServerHandle
}

function bindError(status: number, address: string, port: number): NodeJS.ErrnoException {
  const code = getSystemErrorName(status)
  const details = { code, errno: status, syscall: 'bind', address, port }
  return Object.assign(new Error(`bind ${code} ${address}:${port}`), details)
}
