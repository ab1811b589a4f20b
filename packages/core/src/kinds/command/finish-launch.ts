// The last steps of a start, and what a ready command offers: data, output, controls, and the signal of a crash.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type PortsideError, invalidArgument } from '@portside/errors'
import type { ChildHandle } from '@portside/process'
import type { Launch, LaunchControl, LaunchOutput, StartContext } from '../../contract/start-context'
import { checkExposure } from './check-exposure'
import { followProgram, type ProgramLife } from './follow-program'
import { servingProgram } from './serving-program'
import { verifyPortClosed } from './verify-port-closed'
import type { Address } from './command-address'
import type { SpawnedCommand } from './spawned-command'
import { verifyOwner, type OwnerWatch } from './watch-owner'
import { crashedError } from '../../diagnose/exit-errors'
import { type ServerData, type ServerTrust } from '../../contract/service-handle'
import { namedUrl } from '../../contract/url-host'
import type { CommandSpec } from './check-command-options'
import { maskOutput } from '../../text/mask-secrets'

/** The parts that are prepared while a command starts, for when it is ready. */
export interface Preparation {
  readonly owner: OwnerWatch
  readonly launch: PreparedLaunch
}

/** Runs the steps between the readiness of a command and its launch. Throws `E_IMPOSTOR` and `E_EXPOSED`. */
export async function finishLaunch(command: SpawnedCommand, { owner, launch }: Preparation): Promise<Launch> {
  const listener = await verifyOwner(command, owner)
  verifyPortClosed(command)
  await checkExposure(command)
  const ready = await launch(command.address)
  const program = followProgram(command, (await servingProgram(command, listener)) ?? listener)
  return program === undefined ? ready : withProgram(ready, program)
}

/** The end of the command itself is a crash for good. */
function withProgram(launch: Launch, { crashed, revived, steady }: ProgramLife): Launch {
  return {
    ...launch,
    crashed: Promise.race([crashed, ...(launch.crashed === undefined ? [] : [launch.crashed])]),
    revived: revived.then((next) => withProgram(launch, next)),
    steady,
  }
}

/** Makes the launch of a command that is ready at an address. From then on the command no longer keeps this process alive. */
export type PreparedLaunch = (address: Address) => Promise<Launch>

/** Prepares the parts of a launch that do not depend on the outcome, while the command starts. */
export function prepareLaunch({ spec, child, context }: SpawnedCommand): PreparedLaunch {
  const output = outputOf(child, spec)
  const control = controlOf(child)
  return async (address) => {
    const { protocol } = spec
    const tls = protocol !== 'https' ? undefined : await readTrust(spec, context.directory)
    child.unref()
    const { host, port, ports, otherPorts } = address
    const url = port === undefined ? {} : { host, port, url: namedUrl(address, port) }
    const trust = tls === undefined ? {} : { tls }
    const data: ServerData = {
      name: context.name,
      pid: child.pid,
      ports,
      ...url,
      ...trust,
      ...(otherPorts && { otherPorts }),
    }
    return { data, output, crashed: crashOf(child, output, context), control }
  }
}

function outputOf(child: ChildHandle, spec: CommandSpec): LaunchOutput {
  return {
    text: (beginMs) => maskOutput(child.output.text(beginMs), spec.redact),
    waitFor: waitForOutputOf(child),
  }
}

function controlOf(child: ChildHandle): LaunchControl {
  return {
    pause: () => child.pause(),
    resume: () => child.resume(),
    kill: async () => {
      // The caller may have nothing else that keeps this process alive.
      child.ref()
      await child.kill()
      await child.exited
      child.unref()
    },
  }
}

/** Resolves when the child exits before its stop is requested. */
async function crashOf(child: ChildHandle, output: LaunchOutput, context: StartContext): Promise<PortsideError> {
  const readyAtMs = performance.now()
  let isStopping = false
  // Clean-ups run in reverse, so this one comes before the stop.
  context.defer(() => (isStopping = true))
  const status = await child.exited
  if (isStopping || context.run.force.aborted) return new Promise(() => undefined)
  const { name, run } = context
  const keptFiles = run.output.keptFiles(name)
  return crashedError({ service: name, status, afterMs: status.atMs - readyAtMs, output: output.text(), keptFiles })
}

/** Waits for the output of a child until it exits: output that it has not written by then will not come. */
function waitForOutputOf(child: ChildHandle): LaunchOutput['waitFor'] {
  return async (pattern, signal) => {
    const ended = new AbortController()
    void child.exited.then(() => ended.abort())
    return child.output.waitFor(pattern, AbortSignal.any([ended.signal, ...(signal === undefined ? [] : [signal])]))
  }
}

/** Returns the certificates that a handle trusts; `undefined` for a service without TLS. Throws a `TypeError` if the file cannot be read. */
export async function readTrust(
  { protocol, ca }: Pick<CommandSpec, 'protocol' | 'ca'>,
  directory: string,
): Promise<ServerTrust | undefined> {
  if (protocol !== 'https') return undefined
  if (ca === undefined || ca.includes('-----BEGIN ')) return { ca }
  return { ca: await readFile(resolve(directory, ca), 'utf8').catch(() => unreadable(ca)) }
}

function unreadable(ca: string): never {
  throw invalidArgument('ca', 'PEM or the path of a file that can be read', ca)
}
