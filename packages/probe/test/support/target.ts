import type { ProbeTarget } from '../../src/index'

/** A target on 127.0.0.1 with this process's environment; `rest` adds to it or replaces. */
export function targetOn(port?: number, rest: Partial<ProbeTarget> = {}): ProbeTarget {
  return {
    service: 'api',
    host: '127.0.0.1',
    cwd: process.cwd(),
    env: process.env,
    ...(port === undefined ? {} : { port }),
    ...rest,
  }
}
