import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { OutputFile } from './output-file'
import type { ProcessIdentity } from './process-identity'
import type { SpawnOptions } from './spawn-options'
import type { TreeWatch } from './tree-watch'

/** A child as it was started. */
export interface StartedChild {
  readonly process: ChildProcessByStdio<null, Readable, Readable>
  readonly env: SpawnOptions['env']
  readonly argv: readonly string[]
  readonly options: SpawnOptions
  readonly outputFile: OutputFile | undefined
  readonly leader: ProcessIdentity
  readonly watch: TreeWatch
}
