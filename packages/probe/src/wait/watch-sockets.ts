import { closeSync, openSync, readSync } from 'node:fs'

/** Reports when TCP sockets were added to this network namespace, as one is when a server listens. */
export interface SocketWatch {
  /** Returns whether there are more sockets than at the last check; the first compares with the beginning. */
  readonly hasGrown: () => boolean
  /** Must be called when the wait is over. */
  readonly end: () => void
}

const kernelFiles = ['/proc/net/sockstat', '/proc/net/sockstat6']

/** The count is in the first two lines. */
const headBytes = 64

/**
 * Watches the count that the kernel keeps of its TCP sockets, with those that listen (proc(5)); `undefined` if there is none. A check takes a few
 * microseconds, a fiftieth of a refused connection. The count does not show whose socket it is, and misses one that is added while another is
 * removed: it shows when to try, not what the result will be.
 */
export function watchSockets(paths: readonly string[] = kernelFiles): SocketWatch | undefined {
  const counters = paths.flatMap((path) => openCounter(path) ?? [])
  if (counters.length === 0) return undefined
  const count = (): number => counters.reduce((sum, counter) => sum + (counter.read() ?? 0), 0)
  let last = count()
  return {
    hasGrown: () => {
      const now = count()
      const hasGrown = now > last
      last = now
      return hasGrown
    },
    end: () => counters.splice(0).forEach(({ close }) => close()),
  }
}

interface Counter {
  readonly read: () => number | undefined
  readonly close: () => void
}

/** A kernel without IPv6 has one file, another system none. */
function openCounter(path: string): Counter | undefined {
  try {
    const file = openSync(path, 'r')
    const counter = { read: readerOf(file), close: () => closeSync(file) }
    if (counter.read() !== undefined) return counter
    counter.close()
  } catch {
    // The file does not exist, or this user may not read it.
  }
  return undefined
}

/** Most checks find the bytes of the last one, and need not parse them again. */
function readerOf(file: number): Counter['read'] {
  const head = Buffer.alloc(headBytes)
  const last = Buffer.alloc(headBytes)
  let inUse: number | undefined
  return () => {
    const length = readSync(file, head, 0, headBytes, 0)
    if (head.equals(last)) return inUse
    head.copy(last)
    const sockets = /^TCP6?: inuse (\d+)/m.exec(head.toString('latin1', 0, length))?.[1]
    return (inUse = sockets === undefined ? undefined : Number(sockets))
  }
}
