import { lookup } from 'node:dns/promises'
import { clearTimeout, setTimeout } from 'node:timers'
import { connect } from 'node:tls'
import {
  type ConnectionFinding,
  findFilterRules,
  findPendingConnections,
  findPortOwner,
  findProcessListeners,
  inspectConnection,
  isLoopback,
  judgeListener,
  type PortOwner,
} from '@portside/ports'
import { type ProcessActivity, readActivities } from '@portside/process'
import { type Evidence, isBlocked } from './evidence'
import type { UnreadyService } from './unready-service'

/** The evidence that only a live service shows. */
export type LiveEvidence = Pick<
  Evidence,
  'listeners' | 'activities' | 'pending' | 'connection' | 'isTls' | 'filter' | 'otherOwner' | 'localhost'
>

/** Inspects the processes, the sockets and the address of a service that is alive, or that portside did not start. */
export async function lookAtLive(unready: UnreadyService): Promise<LiveEvidence> {
  const pids = (await unready.child?.members())?.map(({ pid }) => pid) ?? []
  const { mask = (text: string) => text } = unready
  // Read first, before a connection of ours gives the processes something to do.
  const activities = readActivities(pids).map((activity) => masked(activity, mask))
  const pending = findPendingConnections(pids)
  const [listeners, address, otherOwner, localhost] = await Promise.all([
    findProcessListeners(pids),
    lookAtAddress(unready),
    otherOwnerAt(unready, pids),
    addressesOfLocalhost(),
  ])
  return { activities, pending, listeners, ...address, otherOwner, localhost }
}

function masked(activity: ProcessActivity, mask: (text: string) => string): ProcessActivity {
  return { ...activity, command: mask(activity.command) }
}

async function lookAtAddress(unready: UnreadyService): Promise<Pick<Evidence, 'connection' | 'isTls' | 'filter'>> {
  const { host, port, readiness } = unready
  const connection = await connectionTo(unready)
  if (connection !== undefined && isBlocked(connection))
    return { connection, isTls: false, filter: await findFilterRules(connection.host, connection.port) }
  const isAsked =
    port !== undefined && readiness.attempts.some(({ address, outcome }) => address && outcome === 'failed')
  return { connection, isTls: isAsked && (await speaksTls(host, port)), filter: undefined }
}

/** Inspects a connection to the service, unless its listener is on another machine. */
async function connectionTo(unready: UnreadyService): Promise<ConnectionFinding | undefined> {
  const { host, port, readiness } = unready
  if (readiness.connection !== undefined) return readiness.connection
  if (port === undefined || !isLoopback(host)) return undefined
  return inspectConnection(host, port)
}

async function otherOwnerAt(unready: UnreadyService, pids: readonly number[]): Promise<PortOwner | undefined> {
  const { host, port, child, isAnybodys = child === undefined } = unready
  if (port === undefined || child === undefined || isAnybodys) return undefined
  const verdict = await judgeListener({ host, port }, [child.pid, ...pids])
  return verdict === 'other' ? findPortOwner(port, { host }) : undefined
}

async function addressesOfLocalhost(): Promise<readonly string[]> {
  const found = await lookup('localhost', { all: true }).catch(() => [])
  return found.map(({ address }) => address)
}

const limitMs = 1000

/** Whether the listener at an address answers a TLS handshake, with any certificate (RFC 8446, 2). */
function speaksTls(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false })
    const settle = (isTls: boolean): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(isTls)
    }
    const timer = setTimeout(() => settle(false), limitMs)
    socket.once('secureConnect', () => settle(true)).on('error', () => settle(false))
    socket.once('close', () => settle(false))
  })
}
