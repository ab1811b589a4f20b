import type { OutputSink } from '@portside/process'
import type { StartContext } from '../contract/start-context'
import type { CommandSpec } from '../kinds/command/check-command-options'
import { maskLines } from './mask-lines'

/** What takes the output of a service: the file of the run, and who watches that; secrets are masked line by line. */
export function outputSink({ redact }: CommandSpec, { name, run }: StartContext): OutputSink {
  const file = run.output.open(name)
  const write = (lines: Buffer): void => {
    const masked = maskLines(lines, redact)
    file.write(masked)
    run.watcher.wrote?.(name, masked)
  }
  return { write, close: file.close }
}
