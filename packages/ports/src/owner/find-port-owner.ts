import { invalidArgument } from '@portside/errors'
import { isIP } from 'node:net'
import { isLocalhost, isLoopback } from '../address/loopback'
import { checkPort } from '../numbers/port-range'
import { askLock, type LockAnswer } from '../lock/ask-lock'
import type { LeaseNote } from '../lock/lease-note'
import { findOnPlatform } from './find-on-platform'
import { describeProcess } from './linux/describe-process'
import { hasOwnProc } from './linux/has-own-proc'
import { pidNamespace } from './linux/namespaces'
import { ownerHint } from './owner-hint'
import type { PortOwner } from './port-owner'

/** The options of {@link findPortOwner}. */
export interface FindOwnerOptions {
  /** Only owners that block a listener on this address. @default any address */
  readonly host?: string | undefined
}

/**
 * Finds the owner of a port: the process that listens on it, or the connection, or the lease. Linux: from /proc, without a subprocess. `undefined`
 * when no owner is visible.
 *
 * @throws TypeError when an argument is wrong.
 * @example
 * ```ts
 * const owner = await findPortOwner(3000)
 * console.log(owner?.pid, owner?.command, owner?.cwd)
 * ```
 */
export async function findPortOwner(port: number, options: FindOwnerOptions = {}): Promise<PortOwner | undefined> {
  const { host } = options
  checkPort('port', port)
  if (host !== undefined && isIP(host) === 0) throw invalidArgument('host', 'an IP address', host)
  const [lock, owner] = await Promise.all([askLock(host ?? '127.0.0.1', port), findOnPlatform(port, host)])
  const complete = withLease(owner, lock.isLocked ? lock : await askPrivateLock(owner, port))
  return complete && withHint(complete, port)
}

/** A private address (`privateLoopback`) has its own locks. */
async function askPrivateLock(owner: PortOwner | undefined, port: number): Promise<LockAnswer> {
  const address = owner?.addresses.find((other) => isLoopback(other) && !isLocalhost(other))
  return address === undefined ? { isLocked: false } : askLock(address, port)
}

function withLease(owner: PortOwner | undefined, { isLocked, note }: LockAnswer): PortOwner | undefined {
  if (!isLocked) return owner
  const lease = note === undefined ? {} : { lease: note }
  return owner?.state === 'listen' ? { ...owner, ...lease } : { ...holderOf(owner, note), ...lease, state: 'held' }
}

/**
 * Finds the holder of a leased port. The connections that hold it do not belong to a client, and no file of /proc lists sockets that are only bound,
 * so for those only the lease itself can answer.
 */
function holderOf(owner: PortOwner | undefined, note: LeaseNote | undefined): Omit<PortOwner, 'state'> {
  const unseen: Omit<PortOwner, 'state'> = { addresses: ['127.0.0.1', '::1'] }
  const { remote: _, ...holder } = owner ?? unseen
  if (note === undefined || holder.pid !== undefined || note.pidNamespace !== pidNamespace()) return holder
  return process.platform === 'linux' && hasOwnProc()
    ? { ...holder, ...describeProcess(note.pid) }
    : { ...holder, pid: note.pid }
}

function withHint(owner: PortOwner, port: number): PortOwner {
  const hint = ownerHint(owner, port)
  return hint === undefined ? owner : { ...owner, hint }
}
