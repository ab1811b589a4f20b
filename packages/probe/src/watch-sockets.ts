import { closeSync, openSync, readSync } from 'node:fs'

/** Tells when TCP sockets were added to this network namespace, as one is when a server listens. */
export interface SocketWatch {
  /** From now on only what is added later counts. */
  readonly mark: () => void
  /** Whether there are more sockets than at the mark, or than there were at any time since. */
  readonly hasGrown: () => boolean
  /** Must be called when the wait is over. */
  readonly end: () => void
}

const kernelFiles = ['/proc/net/sockstat', '/proc/net/sockstat6']

/**
 * Watches the count that the kernel keeps of its TCP sockets, those that listen among them (proc(5)); `undefined` where there is
 * none. A look takes a few microseconds, a fiftieth of a connection that is refused. It says nothing of whose socket it
 * is, and misses one that is added while another goes: it tells when to try, not what will come of it.
 */
export function watchSockets(paths: readonly string[] = kernelFiles): SocketWatch | undefined {
  const files = paths.flatMap(open)
  if (files.length === 0) return undefined
  let lowest = count(files)
  return {
    mark: () => (lowest = count(files)),
    hasGrown: () => {
      const now = count(files)
      const hasGrown = now > lowest
      lowest = Math.min(lowest, now)
      return hasGrown
    },
    end: () => files.splice(0).forEach((file) => closeSync(file)),
  }
}

/** A kernel without IPv6 has one file, another system none. */
function open(path: string): number[] {
  try {
    const file = openSync(path, 'r')
    if (inUse(file) !== undefined) return [file]
    closeSync(file)
  } catch {
    // It is not there, or not for us to read.
  }
  return []
}

function count(files: readonly number[]): number {
  return files.reduce((sum, file) => sum + (inUse(file) ?? 0), 0)
}

function inUse(file: number): number | undefined {
  const buffer = Buffer.allocUnsafe(256)
  const text = buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0))
  const sockets = /^TCP6?: inuse (\d+)/m.exec(text)?.[1]
  return sockets === undefined ? undefined : Number(sockets)
}
