import { closeSync, openSync, readSync } from 'node:fs'
import { parseProcNetTcpRow, type TcpSocket } from '../../parse/proc-net-tcp'

/** A row of either file has about 150 bytes; the kernel makes only as many rows as are asked for. */
const chunkBytes = 2048

/**
 * The listening sockets of this network namespace, or of the one that a process is in. Their rows come first in both
 * files, and no more is read.
 */
export function readListeners(pid: number | 'self' = 'self'): TcpSocket[] {
  return [`/proc/${pid}/net/tcp`, `/proc/${pid}/net/tcp6`].flatMap(readFile)
}

function readFile(path: string): TcpSocket[] {
  try {
    const file = openSync(path, 'r')
    try {
      return readRows(file)
    } finally {
      closeSync(file)
    }
  } catch {
    // A kernel without IPv6 has no tcp6, and a process may have ended.
    return []
  }
}

function readRows(file: number): TcpSocket[] {
  const listeners: TcpSocket[] = []
  const buffer = Buffer.alloc(chunkBytes)
  let rest = ''
  for (let bytes = readSync(file, buffer); bytes > 0; bytes = readSync(file, buffer)) {
    const lines = (rest + buffer.toString('latin1', 0, bytes)).split('\n')
    rest = lines.pop() ?? ''
    const rows = lines.flatMap((line) => parseProcNetTcpRow(line) ?? [])
    listeners.push(...rows.filter(({ state }) => state === 'listen'))
    if (rows.some(({ state }) => state !== 'listen')) break
  }
  return listeners
}
