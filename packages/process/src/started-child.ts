import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { ProcessIdentity } from './process-identity'
import type { SpawnOptions } from './spawn-options'
import type { TreeWatch } from './tree-watch'

/** A child as it was started. */
export interface StartedChild {
  readonly process: ChildProcessByStdio<null, Readable, Readable>
  readonly argv: readonly string[]
  readonly options: SpawnOptions
  readonly leader: ProcessIdentity
  readonly watch: TreeWatch
}
