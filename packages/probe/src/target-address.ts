import { invalidArgument } from '@portside/errors'
import type { Address } from './address'
import type { ProbeTarget } from './probe-target'

/**
 * Where the target listens; `port` replaces its own.
 * @throws TypeError when it listens nowhere.
 */
export function targetAddress(target: ProbeTarget, port = target.port): Address {
  if (port === undefined)
    throw invalidArgument('ready', `a probe that needs no port (${target.service} has none)`, port)
  return { host: target.host, port }
}

/**
 * Checks a port that a user gave.
 * @throws TypeError when it is none.
 */
export function checkPort(port: number | undefined): void {
  if (port === undefined || (Number.isInteger(port) && port > 0 && port < 65_536)) return
  throw invalidArgument('port', 'an integer from 1 to 65535', port)
}
