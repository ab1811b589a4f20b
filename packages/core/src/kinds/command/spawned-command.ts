import { resolve } from 'node:path'
import { isListening, type ListenerPlace } from '@portside/ports'
import type { ChildHandle } from '@portside/process'
import type { ProbeTarget } from '@portside/probe'
import type { ListenReports } from '../../run/listen-hook/listen-reports'
import type { StartContext } from '../../contract/start-context'
import type { Address } from './command-address'
import type { CommandSpec } from './check-command-options'
import { urlOf } from '@portside/internal'
import { baseEnvironment } from './base-environment'

/** A command that runs, ready or not. */
export interface SpawnedCommand {
  readonly spec: CommandSpec
  readonly address: Address
  readonly child: ChildHandle
  /** The time just before its process was started, in milliseconds since 1970. */
  readonly startedAtMs: number
  /** The reports of its Node processes; absent without a listen hook. */
  readonly reports: ListenReports | undefined
  readonly context: StartContext
}

/** Makes the target for the probes of a command. */
export function probeTarget({ spec, address, child, reports, context }: SpawnedCommand): ProbeTarget {
  const { host, port, protocol } = address
  return {
    service: context.name,
    host,
    ...(port === undefined ? {} : { port, url: urlOf(host, port, protocol === 'https' ? protocol : 'http') }),
    output: child.output,
    listeners: reports,
    isListening: async (place) => hasReported(place, reports) || isListening(place),
    cwd: resolve(context.directory, spec.cwd ?? '.'),
    env: baseEnvironment(host, context.needs),
  }
}

/** Whether a process has reported a listener that takes connections to an address. */
function hasReported({ host, port }: ListenerPlace, reports: ListenReports | undefined): boolean {
  return reports?.listening.some((report) => report.port === port && covers(report.host, host)) ?? false
}

/** Whether a listener takes connections to an address. `::` takes those to IPv4 addresses, too: a server that does not reports no socket. */
export function covers(host: string, address: string): boolean {
  return host === address || host === '::' || (host === '0.0.0.0' && !address.includes(':'))
}
