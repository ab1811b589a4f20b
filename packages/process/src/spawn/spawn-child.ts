import { spawn, type ChildProcess, type SpawnOptions as NodeSpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { invalidArgument } from '@portside/errors'
import { checkContainment, containedCommand } from './containment'
import { checkOptions, type SpawnOptions } from '../child/spawn-options'
import type { ChildHandle } from '../child/child-handle'
import { childCookie, runCookie } from '../members/find-carriers'
import { createHandle } from './create-handle'
import { openNamedPipe } from './named-pipe-channel'
import { openChannel, openPipes, type OutputChannel } from './output-channel'
import { parseCommandLine } from '../child/parse-command-line'
import { identify, type ProcessIdentity } from '../table/process-identity'
import { withLocalBinaries } from './search-path'
import { spawnFailure } from './spawn-failure'
import type { StartedChild } from '../members/started-child'
import { announceTree } from '../members/announce-tree'

/**
 * Starts a command in a process group of its own, and resolves as soon as it runs. Its output is kept, its standard
 * input is open and silent, and nothing of it outlives this process: a warden ends what is left.
 *
 * @example
 * const child = await spawnChild('node server.js', { service: 'api', cwd, env: process.env, runId: 'r1' })
 * await child.output.waitFor(/listening/)
 * await child.stop()
 *
 * Unless `contain` is set, the process has been started when the call returns its promise (not on Windows).
 *
 * @throws TypeError for a command that only a shell understands, when `shell` is not set.
 * @throws PortsideError `E_SPAWN_FAILED` when the command is not there, may not be run, or the folder is not there.
 */
export async function spawnChild(command: string | readonly string[], options: SpawnOptions): Promise<ChildHandle> {
  checkOptions(options)
  const argv = toArgv(command, options)
  if (options.contain) await checkContainment(options)
  const watch = announceTree(options)
  const env = childEnvironment(options, watch.cookie)
  const channel = process.platform === 'win32' ? await openNamedPipe().catch(openPipes) : openChannel(options)
  try {
    // Nothing is awaited before `once`, except on Windows: the caller may close a listening socket as soon as this function has returned its promise,
    // and the event comes in the next turn.
    const spawnProcess = process.platform === 'win32' ? await loadCrossSpawn() : spawn
    const child = startProcess(
      spawnProcess,
      options.contain ? containedCommand(argv) : argv,
      { ...options, env },
      channel,
    )
    // A child that could not be started has no id, perhaps no pipes, and an event with the reason.
    if (child.pid === undefined) await once(child, 'spawn')
    const leader = identifyLeader(child.pid)
    watch.lead(leader)
    const handle = createHandle({ process: child, argv, env, options, leader, watch }, channel)
    await once(child, 'spawn')
    return handle
  } catch (error) {
    watch.release()
    channel.abandon()
    options.outputSink?.close()
    throw spawnFailure(argv, { ...options, env }, error as NodeJS.ErrnoException)
  }
}

function toArgv(command: string | readonly string[], { shell = false }: SpawnOptions): readonly string[] {
  if (typeof command === 'string') return shell ? shellArgv(command) : parseCommandLine(command)
  if (shell) throw invalidArgument('command', 'a command line, since `shell` is set', command)
  if (!command[0]) throw invalidArgument('command', 'a program and its arguments', command)
  return command
}

function shellArgv(line: string): readonly string[] {
  return process.platform === 'win32'
    ? [process.env['ComSpec'] ?? 'cmd.exe', '/d', '/s', '/c', line]
    : ['/bin/sh', '-c', line]
}

function childEnvironment(options: SpawnOptions, cookie: string): Readonly<Record<string, string | undefined>> {
  return { ...withLocalBinaries(options.env, options.cwd), [runCookie]: options.runId, [childCookie]: cookie }
}

type Spawn = (program: string, args: readonly string[], options: NodeSpawnOptions) => ChildProcess

/** Windows needs PATHEXT, `.cmd` shims and their quoting, which cross-spawn handles (untested here). */
async function loadCrossSpawn(): Promise<Spawn> {
  return (await import('cross-spawn')).default
}

function startProcess(
  spawnProcess: Spawn,
  [program = '', ...args]: readonly string[],
  { cwd, env, stdin = 'open', uid, gid, listenFds = [] }: SpawnOptions,
  { stdio }: OutputChannel,
): StartedChild['process'] {
  // Never the runner's own streams: a child that outlives the run would block their readers. Nothing is written to its input, which ends with this
  // process or with the stop.
  return spawnProcess(program, args, {
    cwd,
    env: { ...env },
    detached: true,
    stdio: [stdin === 'open' ? 'pipe' : 'ignore', ...stdio, ...listenFds],
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    windowsHide: true,
  })
}

/** A process that could not be started has no id; its error event has the reason. */
function identifyLeader(pid: number | undefined): ProcessIdentity {
  return (pid === undefined ? undefined : identify(pid)) ?? { pid: pid ?? 0, startTime: undefined }
}
