import type { OutputBuffer } from '../output/child-output'
import type { OutputSink } from '../output/output-file'
import type { StartedChild } from '../members/started-child'
import { wholeCharacters } from '../output/whole-characters'
import { wholeLines, type WholeLines } from '../output/whole-lines'
import { createWriteBehind, type WriteBehind } from '../output/write-behind'
import type { ChannelReading, OutputChannel, OutputStream } from './output-channel'

/** Reads the channel of a child into its output, and into its sink if it has one. */
export function readOutput(
  { process, options }: StartedChild,
  channel: OutputChannel,
  output: OutputBuffer,
): ChannelReading {
  const { outputSink } = options
  const behind = createWriteBehind()
  const begin = () => createStream(output, outputSink && linesBehind(outputSink, behind))
  const reading = channel.read(process, begin)
  return { ...reading, ended: reading.ended.then(() => outputSink?.close()) }
}

function createStream(output: OutputBuffer, lines: WholeLines | undefined): OutputStream {
  let arrivedMs = 0
  const keep = wholeCharacters((bytes) => output.write(bytes, arrivedMs))
  const take = (chunk: Buffer, atMs: number): void => {
    arrivedMs = atMs
    keep(chunk)
    lines?.add(chunk)
  }
  return { take, end: () => lines?.end() }
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
