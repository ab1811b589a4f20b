import type { Address } from '../../src/probe'
import type { ProbeTarget } from '../../src/index'

/** A target at `address` with this process's environment; `rest` adds to it or replaces. */
export function targetAt(address?: Address, rest: Partial<ProbeTarget> = {}): ProbeTarget {
  return {
    service: 'api',
    host: address?.host ?? '127.0.0.1',
    cwd: process.cwd(),
    env: process.env,
    ...(address === undefined ? {} : { port: address.port }),
    ...rest,
  }
}
