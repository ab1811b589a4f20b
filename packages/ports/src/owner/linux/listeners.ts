import { closeSync, openSync, readSync } from 'node:fs'
import { splitLines } from '@portside/internal'
import { parseProcNetTcpRow, type TcpSocket } from './proc-net-tcp'
import { mayTake, nearness } from '../../address/nearness'
import type { ProcessListener } from '../port-owner'
import { openFiles } from './find-socket-process'
import { hasOwnProc } from './has-own-proc'
import { networkNamespace } from './namespaces'

/**
 * A row of `/proc/net/tcp` has 150 bytes. The kernel makes only as many rows as are read, and walking its table of connections, which comes after the
 * listeners, takes milliseconds.
 */
const chunkBytes = 150

/**
 * Yields the listening sockets of `/proc/net/tcp` or `tcp6` (proc(5)), or only those on `port`. They come first in the file, so a caller that stops
 * early saves the rest. Yields none if there is no such file, as on a kernel without IPv6.
 */
export function* listenerRows(path: string, port?: number): Generator<TcpSocket> {
  const file = open(path)
  if (file === undefined) return
  const isOther = port === undefined ? () => false : listenerElsewhere(port)
  try {
    for (const line of linesOf(file)) {
      if (isOther(line)) continue
      const row = parseProcNetTcpRow(line)
      if (row === undefined) continue
      if (row.state !== 'listen') return
      yield row
    }
  } finally {
    closeSync(file)
  }
}

/** Returns a check for rows of listeners on other ports: parsing all of them would take the most time. No other column has the text of the state. */
function listenerElsewhere(port: number): (line: string) => boolean {
  const digits = `:${port.toString(16).toUpperCase().padStart(4, '0')} `
  return (line) => line.includes(' 0A ') && !line.includes(digits)
}

function open(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch {
    return undefined
  }
}

function* linesOf(file: number): Generator<string> {
  const buffer = Buffer.alloc(chunkBytes)
  const splitter = splitLines()
  for (let bytes = readSync(file, buffer); bytes > 0; bytes = readSync(file, buffer))
    yield* splitter.add(buffer.toString('latin1', 0, bytes))
}

/** Reads the listening sockets of this network namespace, or of the one that a process is in. */
function readListeners(pid: number | 'self' = 'self'): TcpSocket[] {
  return [`/proc/${pid}/net/tcp`, `/proc/${pid}/net/tcp6`].flatMap((path) => Array.from(listenerRows(path)))
}

/**
 * Reads the local addresses on which somebody listens on a port of this network namespace; `undefined` if the system does not show them at once: Linux
 * does.
 */
export function listeningAddresses(port: number): readonly string[] | undefined {
  if (process.platform !== 'linux') return undefined
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => Array.from(listenerRows(path, port)))
  return rows.map(({ localAddress }) => localAddress)
}

/**
 * Finds the sockets of which one gets a connection to an address: the kernel prefers the same address to a wildcard, and a wildcard of the same
 * family to the other. There are several if they share the port (SO_REUSEPORT, socket(7)).
 */
export function nearestListeners(host: string, port: number): readonly TcpSocket[] {
  const listeners = readListeners().filter(
    ({ localPort, localAddress }) => localPort === port && mayTake(localAddress, host),
  )
  const nearest = Math.min(...listeners.map(({ localAddress }) => nearness(localAddress, host)))
  return listeners.filter(({ localAddress }) => nearness(localAddress, host) === nearest)
}

/** Finds the sockets on which processes listen in their own network namespaces, from /proc; reads the table of a namespace once. */
export function findLinuxListeners(pids: readonly number[]): ProcessListener[] {
  if (!hasOwnProc()) return []
  const own = networkNamespace('self')
  const tables = new Map<string | undefined, TcpSocket[]>()
  return pids.flatMap((pid) => {
    const namespace = networkNamespace(pid)
    const isElsewhere = namespace !== own
    const table = tables.get(namespace) ?? readListeners(isElsewhere ? pid : 'self')
    tables.set(namespace, table)
    if (table.length === 0) return []
    const files = new Set(openFiles(pid))
    return table
      .filter(({ inode }) => files.has(`socket:[${inode}]`))
      .map(({ localAddress, localPort }) => ({ pid, address: localAddress, port: localPort, isElsewhere }))
  })
}
