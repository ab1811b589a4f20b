import { resolve } from 'node:path'
import { invalidArgument } from '@portside/errors'
import type { Address, ProbeRun, ProbeTarget } from '../probe'

/**
 * Returns the address on which the target listens; `port` replaces its own.
 * @throws TypeError when it listens nowhere.
 */
export function targetAddress(target: ProbeTarget, port = target.port): Address {
  if (port === undefined)
    throw invalidArgument('ready', `a probe that needs no port (${target.service} has none)`, port)
  return { host: target.host, port }
}

/** Returns the run of a probe for `address`: for another port, reports about the target's own sockets do not count. */
export function runAt({ port }: Address, target: ProbeTarget, run: ProbeRun): ProbeRun {
  return port === target.port ? run : { ...run, listeners: undefined }
}

/** Returns the path of a Unix socket; a relative path begins at the target's `cwd`. A named pipe of Windows has its own names. */
export function socketPathOf(path: string, { cwd }: ProbeTarget): string {
  return path.startsWith('\\\\') ? path : resolve(cwd, path)
}

/**
 * Checks a port that a user gave.
 * @throws TypeError when it is none.
 */
export function checkPort(port: number | undefined): void {
  if (port === undefined || (Number.isInteger(port) && port > 0 && port < 65_536)) return
  throw invalidArgument('port', 'an integer from 1 to 65535', port)
}
