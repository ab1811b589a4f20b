import { closeSync, openSync, readSync } from 'node:fs'
import { parseProcNetTcpRow, type TcpSocket } from './proc-net-tcp'

/**
 * A row of `/proc/net/tcp` has 150 bytes. The kernel makes only as many rows as are asked for, and the walk over its table of
 * connections, which comes after the listeners, takes it milliseconds.
 */
const chunkBytes = 150

/**
 * The listening sockets of `/proc/net/tcp` or `tcp6` (proc(5)), or those on `port`, which come first there, one by one: who stops early
 * saves the rest. None where there is no such file, as on a kernel without IPv6.
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

/** Whether a line is the row of a listener on another port: to read all of it would take the most time. No other column has the text of the state. */
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
  let rest = ''
  for (let bytes = readSync(file, buffer); bytes > 0; bytes = readSync(file, buffer)) {
    const lines = (rest + buffer.toString('latin1', 0, bytes)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}
