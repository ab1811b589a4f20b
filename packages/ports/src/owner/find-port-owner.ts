import { checkOptions, type OptionRules } from '@portside/errors'
import { isIP } from 'node:net'
import { isLocalhost, isLoopback } from '../address/loopback'
import { checkPort } from '../numbers/port-range'
import { askLock, type LockAnswer } from '../lock/ask-lock'
import type { LeaseNote } from '../lock/lease-note'
import { findOnPlatform } from './find-on-platform'
import { describeProcess } from './linux/describe-process'
import { findLocks } from './linux/find-locks'
import { findSocketProcess } from './linux/find-socket-process'
import { hasOwnProc } from './linux/has-own-proc'
import { pidNamespace } from './linux/namespaces'
import { ownerHint } from './owner-hint'
import type { PortOwner } from './port-owner'

/** The options of {@link findPortOwner}. */
export interface FindOwnerOptions {
  /** Only owners that block a listener on this address. @default any address */
  readonly host?: string | undefined
}

const rules: OptionRules<FindOwnerOptions> = {
  host: { expected: 'an IP address', isAccepted: (value) => typeof value === 'string' && isIP(value) !== 0 },
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
  checkOptions('findPortOwner()', options, rules)
  const { host } = options
  checkPort('port', port)
  const [lock, owner] = await Promise.all([findLock(port, host), findOnPlatform(port, host)])
  const complete = await withLease(port, owner, lock)
  return complete && withHint(complete, port)
}

/** The lock on a leased port, and the addresses that it stands for. */
interface Lock extends LockAnswer {
  readonly addresses: readonly string[]
}

/** Asks for the lock on `port` of `host`; without a host, a private address (`privateLoopback`) counts too, which has its own locks. */
async function findLock(port: number, host: string | undefined): Promise<Lock | undefined> {
  for (const address of [host ?? '127.0.0.1', ...(host === undefined ? privateHosts(port) : [])]) {
    const answer = await askLock(address, port)
    if (answer.isLocked) return { ...answer, addresses: isLocalhost(address) ? ['127.0.0.1', '::1'] : [address] }
  }
  return undefined
}

/** Only Linux lists locks. */
function privateHosts(port: number): readonly string[] {
  return process.platform === 'linux'
    ? findLocks(port)
        .map(({ host }) => host)
        .filter(isLoopback)
    : []
}

async function withLease(
  port: number,
  owner: PortOwner | undefined,
  lock: Lock | undefined,
): Promise<PortOwner | undefined> {
  if (lock === undefined) return owner
  const lease = lock.note === undefined ? {} : { lease: lock.note }
  if (owner?.state === 'listen') return { ...owner, ...lease }
  return { ...(await holderOf(port, owner, lock)), ...lease, state: 'held' }
}

/**
 * Finds the holder of a leased port. The connections that may hold it do not belong to a client, and no file of /proc lists sockets that are only
 * bound: the lease itself answers, or the lock shows whose it is.
 */
async function holderOf(
  port: number,
  owner: PortOwner | undefined,
  { note, addresses }: Lock,
): Promise<Omit<PortOwner, 'state'>> {
  const { remote: _, ...holder }: Omit<PortOwner, 'state'> = owner ?? { addresses }
  if (holder.pid !== undefined) return holder
  if (process.platform !== 'linux' || !hasOwnProc())
    return isOfThisNamespace(note) ? { ...holder, pid: note.pid } : holder
  const pid = isOfThisNamespace(note) ? note.pid : await lockHolder(port, addresses)
  return pid === undefined ? holder : { ...holder, ...describeProcess(pid) }
}

function isOfThisNamespace(note: LeaseNote | undefined): note is LeaseNote {
  return note !== undefined && note.pidNamespace === pidNamespace()
}

async function lockHolder(port: number, addresses: readonly string[]): Promise<number | undefined> {
  const lock = findLocks(port).find(({ host }) => addresses.includes(host) || host === 'localhost')
  return lock === undefined ? undefined : findSocketProcess(lock.inode, process.getuid?.() ?? 0)
}

function withHint(owner: PortOwner, port: number): PortOwner {
  const hint = ownerHint(owner, port)
  return hint === undefined ? owner : { ...owner, hint }
}
