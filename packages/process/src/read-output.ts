import { StringDecoder } from 'node:string_decoder'
import type { OutputBuffer } from './child-output'
import type { StartedChild } from './started-child'

/** Reads the pipes of a child into its output, and into its file if it has one. */
export function readOutput({ process, outputFile: file }: StartedChild, output: OutputBuffer): void {
  for (const stream of [process.stdout, process.stderr]) {
    const decoder = new StringDecoder('utf8')
    stream.on('data', (chunk: Buffer) => {
      file?.write(chunk)
      output.write(decoder.write(chunk))
    })
    // A pipe that breaks has nothing more to say.
    stream.on('error', () => undefined)
  }
  let open = 2
  const closeOne = (): void => {
    open -= 1
    if (open === 0) file?.close()
  }
  for (const stream of [process.stdout, process.stderr]) stream.once('close', closeOne)
}
