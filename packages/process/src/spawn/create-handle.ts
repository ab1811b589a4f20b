import type { Socket } from 'node:net'
import { invalidArgument } from '@portside/errors'
import type { ChildHandle, StopReport } from '../child/child-handle'
import { callLater } from '@portside/internal'
import { createOutput, type ChildOutput } from '../output/child-output'
import { findMembers, findTreeWithEnded, trackStrays } from '../members/find-members'
import { describeEntry } from '../members/describe-entry'
import { commandOf, identify } from '../table/process-identity'
import type { ChannelReading, OutputChannel } from './output-channel'
import { readOutput } from './read-output'
import { signalTree } from '../stop/send-signal'
import type { StartedChild } from '../members/started-child'
import { stopTree } from '../stop/stop-tree'
import { watchExit } from './watch-exit'

/** By then a service that starts has lost nothing to the thread that reads its output. */
const soonMs = 300

/** Subscribes to a child that was just started, and makes its handle. */
export function createHandle(child: StartedChild, channel: OutputChannel): ChildHandle {
  const output = createOutput()
  const reading = readOutput(child, channel, output)
  const exit = watchExit(child, reading.flush)
  callLater(reading.detach, soonMs)
  let stopping: Promise<StopReport> | undefined
  return {
    pid: child.leader.pid,
    startTime: child.leader.startTime,
    cookie: child.watch.cookie,
    argv: child.argv,
    env: child.env,
    output: outputOf(output, reading),
    exited: exit.exited,
    get status() {
      return exit.status()
    },
    stop: () => (stopping ??= stop(child, output, reading)),
    pause: () => signalTree(child, 'SIGSTOP'),
    resume: () => signalTree(child, 'SIGCONT'),
    kill: () => signalTree(child, 'SIGKILL'),
    members: async () => (await findMembers(child)).map((entry) => ({ pid: entry.pid, command: commandOf(entry) })),
    tree: async () => (await findTreeWithEnded(child)).map(describeEntry),
    tracked: () => child.watch.tracked(),
    trackListener: (pid) => trackListener(child, pid),
    unref: () => {
      keepAlive(child, reading, false)
      reading.detach()
    },
    ref: () => keepAlive(child, reading, true),
  }
}

function outputOf(output: ChildOutput, reading: ChannelReading): ChildOutput {
  return {
    subscribe: (listener) => output.subscribe(listener),
    text: (beginMs) => {
      reading.readNow()
      return output.text(beginMs)
    },
    waitFor: async (pattern, signal) => {
      const match = await output.waitFor(pattern, signal)
      // The caller may block this process from then on.
      reading.detach()
      return match
    },
  }
}

async function trackListener(child: StartedChild, pid: number): Promise<void> {
  const isOther = Number.isInteger(pid) && pid > 1 && pid !== process.pid
  if (!isOther) throw invalidArgument('pid', 'the process id of a service', pid)
  const listener = identify(pid)
  if (listener) child.watch.track([listener])
  await trackStrays(child)
}

async function stop(child: StartedChild, output: ChildOutput, reading: ChannelReading): Promise<StopReport> {
  keepAlive(child, reading, true)
  try {
    return await stopTree(child, output)
  } finally {
    child.watch.release()
    child.process.stdin?.destroy()
    child.process.unref()
    await reading.close()
    await reading.ended
  }
}

function keepAlive(child: StartedChild, reading: ChannelReading, isKept: boolean): void {
  const method = isKept ? 'ref' : 'unref'
  child.process[method]()
  // Its input is a socket, but Node's types of a child process do not show it.
  ;(child.process.stdin as Socket | null)?.[method]()
  reading.keepAlive(isKept)
}
