import { resolve } from 'node:path'
import type { ProbeTarget } from '@portside/probe'
import { urlOf } from '../handle/server-data'
import { inheritedEnvironment } from '../run/environment'
import type { SpawnedCommand } from '../kinds/command/spawned-command'

/** What the probes of a command look at. */
export function probeTarget({ spec, address, child, reports, context }: SpawnedCommand): ProbeTarget {
  const { host, port, protocol } = address
  return {
    service: context.name,
    host,
    ...(port === undefined ? {} : { port, url: urlOf(host, port, protocol) }),
    output: child.output,
    listeners: reports,
    cwd: resolve(context.directory, spec.cwd ?? '.'),
    env: inheritedEnvironment(),
  }
}
