import { resolve } from 'node:path'
import { type ChildHandle, parseCommandLine, spawnChild } from '@portside/process'
import type { StartContext } from '../lifecycle/start-context'
import { childEnvironment } from './child-environment'
import type { CommandSpec } from './check-command-options'
import { type Address, fillPlaceholders } from './fill-placeholders'

/** Spawns the process of a service in a group of its own. Throws `E_SPAWN_FAILED`. */
export async function spawnService(spec: CommandSpec, address: Address, context: StartContext): Promise<ChildHandle> {
  const { cwd = '.', shell = false, stopSignal, stopTimeoutMs } = spec
  const child = await spawnChild(filledCommand(spec, address), {
    service: context.name,
    runId: context.run.id,
    cwd: resolve(context.directory, cwd),
    env: await childEnvironment(spec, address, context),
    shell,
    ...(stopSignal === undefined ? {} : { stopSignal }),
    ...(stopTimeoutMs === undefined ? {} : { stopTimeoutMs }),
  })
  context.defer(() => child.stop())
  return child
}

function filledCommand({ commandLine, shell }: CommandSpec, address: Address): string | readonly string[] {
  if (shell && typeof commandLine === 'string') return fillPlaceholders(commandLine, address)
  const argv = typeof commandLine === 'string' ? parseCommandLine(commandLine) : commandLine
  return argv.map((word) => fillPlaceholders(word, address))
}
