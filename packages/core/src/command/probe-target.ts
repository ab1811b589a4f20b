import { resolve } from 'node:path'
import type { ChildHandle } from '@portside/process'
import type { ProbeTarget } from '@portside/probe'
import { urlOf } from '../handle/server-data'
import type { StartContext } from '../lifecycle/start-context'
import { inheritedEnvironment } from '../run/environment'
import type { CommandSpec } from './check-command-options'
import type { Address } from './fill-placeholders'

/** What the probes of a command look at. */
export function probeTarget(
  spec: CommandSpec,
  address: Address,
  child: ChildHandle,
  context: StartContext,
): ProbeTarget {
  const { host, port } = address
  return {
    service: context.name,
    host,
    ...(port === undefined ? {} : { port, url: urlOf(host, port) }),
    output: child.output,
    cwd: resolve(context.directory, spec.cwd ?? '.'),
    env: inheritedEnvironment(),
  }
}
