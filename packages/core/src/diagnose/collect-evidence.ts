import {
  type ConnectionFinding,
  findFilterRules,
  findPendingConnections,
  findPortConflict,
  findPortOwner,
  findProcessListeners,
  inspectConnection,
  isLoopback,
  judgeListener,
  type OutputConflict,
  type PortOwner,
} from '@portside/ports'
import { type ChildHandle, type ProcessActivity, readActivities } from '@portside/process'
import type { BindConflict, Evidence, RefusedBind } from './evidence'
import { type CommandPlace, findMissingCommand } from './find-missing-command'
import { isBlocked } from './is-blocked'
import type { BlockedReadiness } from './wait-unless-blocked'

/** A service that did not become ready. */
export interface UnreadyService {
  readonly service: string
  readonly host: string
  readonly port: number | undefined
  readonly namedPorts?: readonly number[]
  readonly readiness: BlockedReadiness
  /** Its process; absent for what portside has not started. */
  readonly child?: ChildHandle
  /** Whether somebody else's process may answer for it. @default true where there is no process of its own */
  readonly isAnybodys?: boolean
  /** The sockets that its Node processes could not have, as the hub was told. @default none */
  readonly refused?: readonly RefusedBind[] | undefined
  readonly output?: string
  /** Masks its secrets in what is shown of its processes. @default shows all */
  readonly mask?: (text: string) => string
  /** Where its commands are looked for. */
  readonly place?: CommandPlace
  readonly remarks?: readonly string[]
}

/** Collects all that the rules look at. A process that has ended is not kept waiting for what only a live one can show. */
export async function collectEvidence(unready: UnreadyService): Promise<Evidence> {
  const { service, host, port, namedPorts = [], readiness, refused = [], output = '', place, remarks = [] } = unready
  const { elapsedMs, attempts } = readiness
  const known = { service, host, port, namedPorts, elapsedMs, attempts, refused, output, remarks }
  const status = unready.child?.status
  const conflict = await ownerOf(findPortConflict(output) ?? conflictAmong(refused), port)
  const missing = findMissingCommand(status, output, place)
  return { ...known, status, conflict, missing, ...(status === undefined ? await lookAtLive(unready) : nothing) }
}

function conflictAmong(refused: readonly RefusedBind[]): OutputConflict | undefined {
  const conflict = refused.find(({ code }) => code === 'EADDRINUSE')
  return conflict && { line: conflict.code, ...(conflict.port === undefined ? {} : { port: conflict.port }) }
}

async function ownerOf(
  conflict: OutputConflict | undefined,
  port: number | undefined,
): Promise<BindConflict | undefined> {
  const number = conflict?.port ?? port
  if (conflict === undefined || number === undefined) return conflict && { ...conflict, owner: undefined }
  return { ...conflict, owner: await findPortOwner(number) }
}

type LiveEvidence = Pick<Evidence, 'listeners' | 'activities' | 'pending' | 'connection' | 'filter' | 'stranger'>

const nothing: LiveEvidence = {
  listeners: [],
  activities: [],
  pending: [],
  connection: undefined,
  filter: undefined,
  stranger: undefined,
}

async function lookAtLive(unready: UnreadyService): Promise<LiveEvidence> {
  const pids = (await unready.child?.members())?.map(({ pid }) => pid) ?? []
  // What they do now, before a connection of ours gives them something to do.
  const { mask = (text: string) => text } = unready
  const activities = readActivities(pids).map((activity) => masked(activity, mask))
  const pending = findPendingConnections(pids)
  const [listeners, connection, stranger] = await Promise.all([
    findProcessListeners(pids),
    connectionTo(unready),
    strangerAt(unready, pids),
  ])
  const filter =
    connection && isBlocked(connection) ? await findFilterRules(connection.host, connection.port) : undefined
  return { activities, pending, listeners, connection, filter, stranger }
}

function masked(activity: ProcessActivity, mask: (text: string) => string): ProcessActivity {
  return { ...activity, command: mask(activity.command) }
}

/** Nothing can be said of listeners on another machine. */
async function connectionTo(unready: UnreadyService): Promise<ConnectionFinding | undefined> {
  const { host, port, readiness } = unready
  if (readiness.connection !== undefined) return readiness.connection
  if (port === undefined || !isLoopback(host)) return undefined
  return inspectConnection(host, port)
}

async function strangerAt(unready: UnreadyService, pids: readonly number[]): Promise<PortOwner | undefined> {
  const { host, port, child, isAnybodys = child === undefined } = unready
  if (port === undefined || child === undefined || isAnybodys) return undefined
  const verdict = await judgeListener({ host, port }, [child.pid, ...pids])
  return verdict === 'stranger' ? findPortOwner(port, { host }) : undefined
}
