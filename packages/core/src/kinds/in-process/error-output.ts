// The output of an app in this process: the errors that it throws while it answers. All else that it writes is the runner's output.
import { inspect } from 'node:util'
import { createOutput, type OutputSink } from '@portside/process'
import type { LaunchOutput, StartContext } from '../../contract/start-context'
import { maskLines } from '../../text/mask-secrets'

/** An output to which errors are written. */
export interface ErrorOutput {
  readonly output: LaunchOutput
  /** Writes the stack of an error, with its causes. */
  readonly write: (error: unknown) => void
}

/** Makes the output of a service's errors. They are also written to the file of the run, which the first one opens, and passed to its watcher. */
export function createErrorOutput({ name, run, defer }: StartContext): ErrorOutput {
  const output = createOutput()
  let file: OutputSink | undefined
  let isOver = false
  defer(() => {
    isOver = true
    file?.close()
  })
  return { output, write }

  function write(error: unknown): void {
    if (isOver) return
    const lines = Buffer.from(`${inspect(error)}\n`)
    output.write(lines)
    const masked = maskLines(lines, [])
    file ??= run.output.open(name)
    file.write(masked)
    run.watcher.wrote?.(name, masked)
  }
}
