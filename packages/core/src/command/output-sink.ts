import type { OutputSink } from '@portside/process'
import type { StartContext } from '../lifecycle/start-context'
import type { CommandSpec } from './check-command-options'
import { maskLines } from './mask-lines'

/** What takes the output of a service: the file of the run, with secrets masked line by line. */
export function outputSink({ redact }: CommandSpec, { name, run }: StartContext): OutputSink {
  const file = run.output.open(name)
  return { write: (lines) => file.write(maskLines(lines, redact)), close: file.close }
}
