import type { Readable } from 'node:stream'
import type { ChildHandle } from './child-handle'
import { createOutput, type OutputBuffer } from './child-output'
import type { ExitStatus } from './exit-status'
import type { StartedChild } from './started-child'
import type { StopReport } from './stop-report'
import { stopTree } from './stop-tree'

const lastOutputMs = 20

/** Listens to a child that was just started, and makes what its user gets. */
export function createHandle(child: StartedChild): ChildHandle {
  const output = createOutput()
  readInto(output, child)
  let status: ExitStatus | undefined
  const exited = new Promise<ExitStatus>((resolve) => {
    child.process.once('exit', (code, signal) => {
      status = { code, signal, atMs: performance.now() }
      void lastOutput(child).then(() => resolve(status as ExitStatus))
    })
  })
  let stopping: Promise<StopReport> | undefined
  return {
    pid: child.leader.pid,
    argv: child.argv,
    output,
    exited,
    get status() {
      return status
    },
    stop: () => (stopping ??= stop(child, output)),
    unref: () => keepAlive(child, false),
    ref: () => keepAlive(child, true),
  }
}

function readInto(output: OutputBuffer, { process: { stdout, stderr } }: StartedChild): void {
  for (const stream of [stdout, stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => output.write(chunk))
    // A pipe that breaks has nothing more to say.
    stream.on('error', () => undefined)
  }
}

/** Grandchildren that inherited the pipes may hold them open for as long as they live. */
function lastOutput({ process }: StartedChild): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, lastOutputMs)
    process.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

async function stop(child: StartedChild, output: OutputBuffer): Promise<StopReport> {
  keepAlive(child, true)
  try {
    return await stopTree(child, output)
  } finally {
    child.watch.release()
    child.process.stdout.destroy()
    child.process.stderr.destroy()
    child.process.unref()
  }
}

/** Pipes are sockets, which Node's types of a child process do not say. */
function keepAlive({ process }: StartedChild, isKept: boolean): void {
  const method = isKept ? 'ref' : 'unref'
  process[method]()
  for (const stream of [process.stdout, process.stderr])
    (stream as Readable & Record<typeof method, () => void>)[method]()
}
