import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
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

/**
 * Finds the sockets on which processes listen in their own network namespaces, from /proc. The table of a namespace is read once, and only for a process
 * that has a socket of another kind than unix(7): the walk takes milliseconds.
 */
export function findLinuxListeners(pids: readonly number[]): ProcessListener[] {
  if (!hasOwnProc()) return []
  const own = networkNamespace('self')
  const tables = new Map<string | undefined, NamespaceTable>()
  return pids.flatMap((pid) => {
    const namespace = networkNamespace(pid)
    const isElsewhere = namespace !== own
    const table = tables.get(namespace) ?? readTable(isElsewhere ? pid : 'self')
    tables.set(namespace, table)
    const sockets = openFiles(pid).filter((link) => link.startsWith('socket:') && !table.unix.has(link))
    if (sockets.length === 0) return []
    return table
      .listeners()
      .filter(({ inode }) => sockets.includes(`socket:[${inode}]`))
      .map(({ localAddress, localPort }) => ({ pid, address: localAddress, port: localPort, isElsewhere }))
  })
}

interface NamespaceTable {
  /** The links of its sockets of unix(7). */
  readonly unix: ReadonlySet<string>
  /** Reads its listeners, at the first call. */
  readonly listeners: () => readonly TcpSocket[]
}

function readTable(pid: number | 'self'): NamespaceTable {
  let listeners: readonly TcpSocket[] | undefined
  return { unix: readUnixSockets(pid), listeners: () => (listeners ??= readListeners(pid)) }
}

/** Reads the inodes of `/proc/<pid>/net/unix` (proc(5)), the seventh column, after a line of headings. */
function readUnixSockets(pid: number | 'self'): ReadonlySet<string> {
  const rows = (readText(`/proc/${pid}/net/unix`) ?? '').split('\n').slice(1)
  return new Set(rows.map((line) => `socket:[${line.split(/ +/)[6]}]`))
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined
  }
}
