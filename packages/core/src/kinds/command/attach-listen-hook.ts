import { resolve } from 'node:path'
import type { HookedChild } from '../../run/listen-hook/listen-hook'
import { type ListenSteering, canLoadHook } from '../../run/listen-hook/hook-loading'
import type { StartContext } from '../../contract/start-context'
import type { CommandSpec } from './check-command-options'
import type { Address } from './command-address'

/** Makes the Node processes of a command report when they listen, until it stops. Returns `undefined` if they cannot or must not. */
export function attachListenHook(spec: CommandSpec, address: Address, context: StartContext): HookedChild | undefined {
  const { listenHook = true, commandLine, cwd = '.', shell = false, leaveRunning = [] } = spec
  const plan = { commandLine, isForShell: shell, directory: resolve(context.directory, cwd) }
  const { refusesHook } = context.run.startMemory.of(spec)
  // Processes that are meant to stay would miss the listen hook's file as soon as the run has ended.
  if (!listenHook || refusesHook || leaveRunning.length > 0 || !canLoadHook(plan)) return undefined
  const hooked = context.run.listenHook.attach(steeringOf(spec, address))
  if (hooked !== undefined) context.defer(hooked.detach)
  return hooked
}

function steeringOf({ remap, expose }: CommandSpec, { host, port, ports }: Address): ListenSteering {
  const moved = Object.entries(remap ?? {}).map(([asked, name]) => [asked, name === 'lease' ? port : ports[name]])
  return {
    ...(remap === undefined ? {} : { ports: Object.fromEntries(moved) as Record<number, number> }),
    ...(expose === 'narrow' ? { loopback: host } : {}),
  }
}
