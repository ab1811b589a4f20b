import { PortsideError } from '@portside/errors'
import { commandText, describeOwner } from './describe-owner'
import type { LeaseNote } from '../lock/lease-note'
import { pidNamespace } from './linux/namespaces'
import type { PortOwner } from './port-owner'

/** A port that is needed and is taken. */
export interface PortConflict {
  readonly port: number
  /** @default '127.0.0.1' */
  readonly host?: string | undefined
  /** The service that needs it. */
  readonly service?: string | undefined
  /** The owner that {@link findPortOwner} found; absent when no owner was visible. */
  readonly owner?: PortOwner | undefined
  /** The output of the service before it gave up. */
  readonly output?: string | undefined
  /** Facts about the service, after those about the owner. @default [] */
  readonly evidence?: readonly string[] | undefined
  /** Hints in place of those for a port that is an option. */
  readonly hints?: readonly string[] | undefined
}

/** `E_PORT_IN_USE`, with the port and its owner. */
export type PortInUseError = PortsideError & { readonly port: number; readonly owner: PortOwner | undefined }

/** Makes the error for a port that another process has: `E_PORT_IN_USE`, its owner, and what to do. */
export function portInUseError(conflict: PortConflict): PortInUseError {
  const { port, host = '127.0.0.1', service, owner, output, evidence = [], hints } = conflict
  const error = new PortsideError({
    code: 'E_PORT_IN_USE',
    service,
    summary: `Port ${port} on ${host} is in use`,
    evidence: [...evidenceOf(owner), ...evidence],
    hints: [...(owner?.hint === undefined ? [] : [owner.hint]), ...(hints ?? usualHints(owner, port))],
    output,
  })
  // The message has them: whoever prints the properties of an error must not print them twice.
  return Object.defineProperties(error, { port: { value: port }, owner: { value: owner } }) as PortInUseError
}

function evidenceOf(owner: PortOwner | undefined): string[] {
  if (owner === undefined) return ['Nobody is seen to have it: its owner may have ended meanwhile, or is hidden.']
  const parent = owner.parentCommand && `Its parent is process ${owner.ppid} (${commandText(owner.parentCommand)}).`
  return [`It belongs to ${describeOwner(owner)}.`, ...(parent ? [parent] : []), ...leaseEvidence(owner)]
}

function leaseEvidence({ lease }: PortOwner): string[] {
  if (lease === undefined) return []
  const details = [
    lease.service && `for \`${lease.service}\``,
    lease.run && `of run ${lease.run}`,
    lease.project && `in ${lease.project}`,
  ]
  return [[`portside leased it`, ...details.filter(Boolean), `(process ${lease.pid})`].join(' ') + '.']
}

function usualHints(owner: PortOwner | undefined, port: number): string[] {
  if (owner?.lease !== undefined && isOtherRun(owner.lease)) {
    return [`End that run (\`kill ${owner.lease.pid}\`), or choose another port.`]
  }
  if (owner?.state === 'held' || owner?.lease !== undefined) {
    return ['Stop that run or its service, or choose another port.']
  }
  if (owner?.state === 'listen' && owner.pid !== undefined) {
    return [`Stop it (\`npx portside kill ${port}\`), or leave \`port\` out: portside then leases a free one.`]
  }
  return ['Leave `port` away: portside then leases a free one.']
}

/** Whether the process of a lease is another one, and has that number here. */
function isOtherRun({ pid, pidNamespace: namespace }: LeaseNote): boolean {
  return pid !== process.pid && namespace === pidNamespace()
}
