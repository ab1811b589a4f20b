import { findPortConflict, findPortOwner, findProcessListeners, type ProcessListener } from '@portside/ports'
import type { Readiness } from '@portside/probe'
import type { ChildHandle } from '@portside/process'
import type { BindConflict, Evidence } from './evidence'

/** A service that did not become ready. */
export interface UnreadyService {
  readonly service: string
  readonly host: string
  readonly port: number | undefined
  readonly namedPorts?: readonly number[]
  readonly readiness: Readiness
  /** Its process; absent for what portside has not started. */
  readonly child?: ChildHandle
  readonly output?: string
  readonly remarks?: readonly string[]
}

/** Collects all that the rules look at. A process that has ended is not kept waiting for what only a live one can show. */
export async function collectEvidence(unready: UnreadyService): Promise<Evidence> {
  const { service, host, port, namedPorts = [], readiness, child, output = '', remarks = [] } = unready
  const { elapsedMs, attempts } = readiness
  const status = child?.status
  const [conflict, listeners] = await Promise.all([conflictIn(output, port), listenersOf(child)])
  return { service, host, port, namedPorts, elapsedMs, attempts, output, status, conflict, listeners, remarks }
}

async function conflictIn(output: string, port: number | undefined): Promise<BindConflict | undefined> {
  const conflict = findPortConflict(output)
  const number = conflict?.port ?? port
  if (conflict === undefined || number === undefined) return conflict && { ...conflict, owner: undefined }
  return { ...conflict, owner: await findPortOwner(number) }
}

async function listenersOf(child: ChildHandle | undefined): Promise<readonly ProcessListener[]> {
  if (child === undefined || child.status !== undefined) return []
  const members = await child.members()
  return findProcessListeners(members.map(({ pid }) => pid))
}
