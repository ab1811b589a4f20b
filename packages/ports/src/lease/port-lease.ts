import type { Hold } from '../hold/hold'
import type { PortLock } from '../lock/lock-port'
import { rememberRelease } from '../numbers/recent-ports'
import type { LeaseRequest } from './lease-request'

/** A port that is ours from now until it is released or this process ends, however it ends. */
export interface PortLease {
  readonly port: number
  /** The loopback address that the service should bind and clients should use. */
  readonly host: string
  /** `kernel`: nobody else is handed the number. `lock`: no other lease is, and it lies outside the ephemeral range. */
  readonly hold: 'kernel' | 'lock'
  /** Gives the port back, at once and without TIME_WAIT; more calls do nothing more. */
  release(): Promise<void>
  /** {@link PortLease.release}, for `await using` and disposable stacks. */
  [Symbol.asyncDispose](): Promise<void>
}

/** What keeps a port: the lock, and the sockets that hold it in the kernel (none for a hold by lock). */
export interface Keep {
  readonly port: number
  readonly lock: PortLock
  readonly holds: readonly Hold[]
}

/** The lease that `keep` stands for. */
export function portLease(keep: Keep, { host, hold }: LeaseRequest): PortLease {
  let released: Promise<void> | undefined
  const release = (): Promise<void> => (released ??= releaseKeep(keep))
  return { port: keep.port, host, hold, release, [Symbol.asyncDispose]: release }
}

async function releaseKeep({ port, holds, lock }: Keep): Promise<void> {
  rememberRelease(port)
  await releaseHolds(holds)
  await lock.release()
}

/** Releases every one of `holds`. */
export async function releaseHolds(holds: readonly Hold[]): Promise<void> {
  await Promise.all(holds.map((hold) => hold.release()))
}
