import type { Readable } from 'node:stream'
import type { OutputBuffer } from '../output/child-output'
import type { OutputSink } from '../output/output-file'
import type { StartedChild } from '../members/started-child'
import { wholeCharacters } from '../output/whole-characters'
import { wholeLines, type WholeLines } from '../output/whole-lines'
import { createWriteBehind, type WriteBehind } from '../output/write-behind'

/** Reads the pipes of a child into its output, and into its sink if it has one. Resolves when both are closed. */
export async function readOutput({ process, options }: StartedChild, output: OutputBuffer): Promise<void> {
  const { outputSink } = options
  const behind = createWriteBehind()
  const streams = [process.stdout, process.stderr]
  await Promise.all(streams.map((stream) => readStream(stream, output, outputSink && linesBehind(outputSink, behind))))
  outputSink?.close()
}

function readStream(stream: Readable, output: OutputBuffer, lines: WholeLines | undefined): Promise<void> {
  const keep = wholeCharacters(output.write)
  stream.on('data', (chunk: Buffer) => {
    keep(chunk)
    lines?.add(chunk)
  })
  // A broken pipe has no more output.
  stream.on('error', () => undefined)
  return new Promise((resolve) => {
    stream.once('close', () => {
      lines?.end()
      resolve()
    })
  })
}

/** Code that waits for the output of a service receives it first. */
function linesBehind(sink: OutputSink, behind: WriteBehind): WholeLines {
  const lines = wholeLines(sink.write)
  return {
    add: (chunk) => behind.add(() => lines.add(chunk)),
    end: () => {
      behind.flush()
      lines.end()
    },
  }
}
