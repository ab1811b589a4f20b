import { checkPort, type PortRange } from '../numbers/port-range'
import { checkOptions, invalidArgument, optionRules, type OptionRules } from '@portside/errors'
import { isLocalhost, isLoopback } from '../address/loopback'
import type { LeaseNote } from '../lock/lease-note'
import { pidNamespace } from '../owner/linux/namespaces'
import type { LeaseOptions } from './lease-options'

/** Lease options that have been checked and completed. */
export interface LeaseRequest {
  readonly port: number | undefined
  readonly range: PortRange | undefined
  readonly host: string
  /** The addresses on which the port is held. */
  readonly hosts: readonly string[]
  readonly hold: 'kernel' | 'lock'
  readonly service: string | undefined
  readonly note: LeaseNote
  readonly exclude: ReadonlySet<number>
}

const { anything } = optionRules
const rules: OptionRules<LeaseOptions> = {
  port: anything,
  range: anything,
  host: anything,
  hold: anything,
  service: anything,
  run: anything,
  project: anything,
  exclude: anything,
}
const rangeRules: OptionRules<PortRange> = { from: anything, to: anything }

/** Checks `options` and fills in the defaults. @throws TypeError naming the option that is wrong. */
export function leaseRequest(options: LeaseOptions): LeaseRequest {
  checkOptions('leasePort()', options, rules)
  const { port, range, host = '127.0.0.1', hold = 'kernel', service, run, project, exclude = [] } = options
  if (Array.isArray(port)) throw invalidArgument('port', 'one number (of several, `range: { from, to }`)', port)
  if (port !== undefined) checkPort('port', port)
  if (range !== undefined) checkRange(range)
  if (!isLoopback(host)) throw invalidArgument('host', 'a loopback address, such as 127.0.0.1 or ::1', host)
  if (hold !== 'kernel' && hold !== 'lock') throw invalidArgument('hold', "'kernel' or 'lock'", hold)
  for (const [name, text] of Object.entries({ service, run, project })) checkText(name, text)
  return {
    port,
    range,
    host,
    hosts: isLocalhost(host) ? ['127.0.0.1', '::1'] : [host],
    hold: process.platform === 'linux' ? hold : 'lock',
    service,
    note: { pid: process.pid, pidNamespace: pidNamespace(), service, run, project },
    exclude: portsOf(exclude),
  }
}

function checkRange(range: PortRange): void {
  if (typeof range !== 'object' || range === null) throw invalidArgument('range', 'a range { from, to }', range)
  checkOptions('range', range, rangeRules)
  checkPort('range.from', range.from)
  checkPort('range.to', range.to)
  if (range.from > range.to) throw invalidArgument('range', 'a range whose `from` is not above its `to`', range)
}

/** These are sent as JSON to a process that asks who has the port. */
function checkText(name: string, text: unknown): void {
  if (text !== undefined && typeof text !== 'string') throw invalidArgument(name, 'a string', text)
}

function portsOf(exclude: Iterable<number>): ReadonlySet<number> {
  if (typeof exclude !== 'object' || exclude === null || !(Symbol.iterator in exclude))
    throw invalidArgument('exclude', 'an array or a set of ports', exclude)
  const ports = new Set<number>()
  for (const port of exclude) {
    checkPort('exclude', port)
    ports.add(port)
  }
  return ports
}
