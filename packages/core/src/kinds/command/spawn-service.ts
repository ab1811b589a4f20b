import { resolve } from 'node:path'
import { activatedCommand, handOver } from '@portside/ports'
import { type ChildHandle, type OutputSink, prepareOutput, spawnChild, type SpawnOptions } from '@portside/process'
import type { HookedChild } from '../../run/listen-hook/listen-hook'
import type { StartContext } from '../../contract/start-context'
import type { CommandSpec } from './check-command-options'
import { childEnvironment } from './child-environment'
import { filled, filledCommand } from './filled-command'
import type { Address } from './command-address'
import { type KillWatch, watchKill } from './watch-kill'
import { maskSecrets, maskLines } from '../../text/mask-secrets'

/** Spawns the process of a service in its own process group. Throws `E_SPAWN_FAILED`. */
export async function spawnService(
  spec: CommandSpec,
  address: Address,
  context: StartContext,
  hooked?: HookedChild,
): Promise<ChildHandle> {
  const {
    cwd = '.',
    stdin,
    shell = false,
    stopSignal,
    stopTimeoutMs,
    stopCommand,
    detaches,
    contain,
    leaveRunning,
    uid,
    gid,
  } = spec
  const values = { address, needs: context.needs }
  const command = filledCommand(spec, values)
  const [env, outputFolder] = await Promise.all([childEnvironment(spec, address, context), prepareFifos(context)])
  const sink = outputSink(spec, context)
  context.defer(sink.close)
  const kill = watchKill(context, spec)
  const options: SpawnOptions = {
    service: context.name,
    runId: context.run.id,
    cwd: resolve(context.directory, cwd),
    env: { ...env, ...hooked?.variables(env) },
    stdin,
    shell,
    stopSignal,
    stopTimeoutMs,
    stopCommand: stopCommand === undefined ? undefined : filled(stopCommand, spec, values),
    detaches,
    contain,
    leaveRunning,
    uid,
    gid,
    mask: (text) => maskSecrets(text, spec.redact),
    onKill: kill.onKill,
    force: context.run.force,
    outputSink: sink,
    outputFolder,
  }
  const child =
    spec.port === 'inherit' ? await spawnListening(command, address, options) : await spawnChild(command, options)
  listService(spec, address, child, context)
  deferStop(child, context, kill)
  return child
}

/**
 * Makes FIFOs for the output of services in the folder of the run, unless there are some, and returns the folder; called early, it goes on while a port
 * is leased. A run that has no folder has its services write to pipes, or to FIFOs in one for temporary files.
 */
export async function prepareFifos({ run, defer }: StartContext): Promise<string | undefined> {
  try {
    const { path, release } = run.directory.hold()
    const preparing = prepareOutput(path)
    // A start that fails at once must not remove the folder while FIFOs are made in it.
    defer(() => preparing.then(release))
    await preparing
    return path
  } catch {
    return undefined
  }
}

/** Registers the stop of the child. A forced stop does not wait for services that need this one, nor for a start that does not end. */
function deferStop(child: ChildHandle, { run, defer }: StartContext, kill: KillWatch): void {
  const stopNow = () => void child.stop().catch(() => undefined)
  run.force.addEventListener('abort', stopNow)
  defer(async () => {
    run.force.removeEventListener('abort', stopNow)
    kill.report(await child.stop())
    run.ledger.forget(child)
  })
}

/** Records the process in the ledger, or updates its record, for example with its listener. */
export function listService(spec: CommandSpec, address: Address, child: ChildHandle, context: StartContext): void {
  const { redact, stopSignal, stopTimeoutMs } = spec
  const { port } = address
  const command = maskSecrets([filledCommand(spec, { address, needs: context.needs })].flat().join(' '), redact)
  context.run.ledger.record(child, { service: context.name, command, port, stopSignal, stopTimeoutMs })
}

/** Listens, and spawns the child with the socket in the same tick: sd_listen_fds(3). */
async function spawnListening(
  command: string | readonly string[],
  { host, port = 0 }: Address,
  options: SpawnOptions,
): Promise<ChildHandle> {
  const argv = typeof command === 'string' ? ['/bin/sh', '-c', command] : command
  const activated = activatedCommand(argv, [options.service])
  return handOver({ host, port }, (descriptor) =>
    spawnChild(activated, { ...options, shell: false, listenFds: [descriptor] }),
  )
}

/** Makes the sink for the output of a service: the file of the run and its watcher. Secrets are masked line by line. */
function outputSink({ redact }: CommandSpec, { name, run }: StartContext): OutputSink {
  const file = run.output.open(name)
  const write = (lines: Buffer): void => {
    const masked = maskLines(lines, redact)
    file.write(masked)
    run.watcher.wrote?.(name, masked)
  }
  return { write, close: file.close }
}
