import type { Hold } from '../hold/hold'
import { holdHosts } from '../hold/hold-address'
import type { PortLock } from '../lock/lease-note'
import { noteUse } from '../numbers/recent-ports'
import type { LeaseRequest } from './lease-request'

/** A port that belongs to this process until it is released or the process ends, however it ends. */
export interface PortLease {
  readonly port: number
  /** The loopback address that the service should bind and clients should use. */
  readonly host: string
  /** `kernel`: the kernel gives the number to nobody else. `lock`: no other lease gets it. */
  readonly hold: 'kernel' | 'lock'
  /**
   * Releases the bound sockets and keeps the lock, for a server that does not set SO_REUSEADDR (or sets only SO_REUSEPORT) and so gets EADDRINUSE
   * from our own hold. From now until it listens, the kernel may give the number to others.
   */
  suspend(): Promise<void>
  /** Holds the port by bound sockets again, after such a server has stopped; returns `false` when that is not possible now. */
  resume(): Promise<boolean>
  /** Releases the port, at once and without TIME_WAIT; further calls do nothing. */
  release(): Promise<void>
  /** {@link PortLease.release}, for `await using` and disposable stacks. */
  [Symbol.asyncDispose](): Promise<void>
}

/** The lock of a port, and the sockets that hold it in the kernel (none for a hold by lock). */
export interface Keep {
  readonly port: number
  readonly lock: PortLock
  readonly holds: readonly Hold[]
}

/** Makes the lease of `keep`. */
export function portLease({ port, lock, holds: firstHolds }: Keep, { host, hosts, hold }: LeaseRequest): PortLease {
  let holds = firstHolds
  let released: Promise<void> | undefined
  noteUse(port)

  const suspend = async (): Promise<void> => {
    const old = holds
    holds = []
    await releaseHolds(old)
  }
  const resume = async (): Promise<boolean> => {
    if (hold === 'lock' || released !== undefined) return false
    if (holds.length > 0) return true
    holds = await holdAgain(hosts, port)
    return holds.length > 0
  }
  const release = (): Promise<void> => (released ??= suspend().then(() => releaseLock(port, lock)))
  return {
    port,
    host,
    get hold() {
      return holds.length > 0 ? 'kernel' : 'lock'
    },
    suspend,
    resume,
    release,
    [Symbol.asyncDispose]: release,
  }
}

async function holdAgain(hosts: readonly string[], port: number): Promise<readonly Hold[]> {
  const holds = await holdHosts(hosts, port).catch(() => [])
  const kept = await Promise.allSettled(holds.map((hold) => hold.kept))
  if (kept.every((result) => result.status === 'fulfilled')) return holds
  await releaseHolds(holds)
  return []
}

async function releaseLock(port: number, lock: PortLock): Promise<void> {
  noteUse(port)
  await lock.release()
}

/** Releases every one of `holds`. */
export async function releaseHolds(holds: readonly Hold[]): Promise<void> {
  await Promise.all(holds.map((hold) => hold.release()))
}
