import type { Duplex } from 'node:stream'
import { invalidArgument } from '@portside/errors'
import type { ChildHandle, StopReport } from '../child/child-handle'
import { createOutput, type ChildOutput } from '../output/child-output'
import { findMembers, findTreeWithEnded, trackStrays } from '../members/find-members'
import { describeEntry } from '../members/describe-entry'
import { commandOf, identify } from '../table/process-identity'
import { readOutput } from './read-output'
import { signalTree } from '../stop/send-signal'
import type { StartedChild } from '../members/started-child'
import { stopTree } from '../stop/stop-tree'
import { watchExit } from './watch-exit'

/** Subscribes to a child that was just started, and makes its handle. */
export function createHandle(child: StartedChild): ChildHandle {
  const output = createOutput()
  const isRead = readOutput(child, output)
  const exit = watchExit(child)
  let stopping: Promise<StopReport> | undefined
  return {
    pid: child.leader.pid,
    startTime: child.leader.startTime,
    cookie: child.watch.cookie,
    argv: child.argv,
    env: child.env,
    output,
    exited: exit.exited,
    get status() {
      return exit.status()
    },
    stop: () => (stopping ??= stop(child, output, isRead)),
    pause: () => signalTree(child, 'SIGSTOP'),
    resume: () => signalTree(child, 'SIGCONT'),
    kill: () => signalTree(child, 'SIGKILL'),
    members: async () => (await findMembers(child)).map((entry) => ({ pid: entry.pid, command: commandOf(entry) })),
    tree: async () => (await findTreeWithEnded(child)).map(describeEntry),
    tracked: () => child.watch.tracked(),
    trackListener: (pid) => trackListener(child, pid),
    unref: () => keepAlive(child, false),
    ref: () => keepAlive(child, true),
  }
}

async function trackListener(child: StartedChild, pid: number): Promise<void> {
  const isOther = Number.isInteger(pid) && pid > 1 && pid !== process.pid
  if (!isOther) throw invalidArgument('pid', 'the process id of a service', pid)
  const listener = identify(pid)
  if (listener) child.watch.track([listener])
  await trackStrays(child)
}

async function stop(child: StartedChild, output: ChildOutput, isRead: Promise<void>): Promise<StopReport> {
  keepAlive(child, true)
  try {
    return await stopTree(child, output)
  } finally {
    child.watch.release()
    for (const stream of pipesOf(child)) stream.destroy()
    child.process.unref()
    await isRead
  }
}

function keepAlive(child: StartedChild, isKept: boolean): void {
  const method = isKept ? 'ref' : 'unref'
  child.process[method]()
  for (const pipe of pipesOf(child)) pipe[method]()
}

/** Pipes are sockets, but Node's types of a child process do not show it. */
function pipesOf({ process }: StartedChild): readonly Pipe[] {
  const pipes = [process.stdin, process.stdout, process.stderr] as unknown as readonly (Pipe | null)[]
  return pipes.filter((pipe) => pipe !== null)
}

type Pipe = Duplex & Record<'ref' | 'unref', () => void>
