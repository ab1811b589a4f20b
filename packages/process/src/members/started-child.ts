import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { ProcessIdentity } from '../table/process-identity'
import type { SpawnOptions, StopOptions } from '../child/spawn-options'
import type { TreeWatch } from './announce-tree'

/** The data that a stop needs of a tree. */
export interface StopTarget {
  readonly options: TargetOptions
  readonly leader: ProcessIdentity
  readonly watch: Pick<TreeWatch, 'cookie' | 'tracked' | 'track'>
}

/** The stop options of a tree, and its service. */
export interface TargetOptions extends StopOptions {
  readonly service: string
  /** True if the stop does not keep this process alive. @default false */
  readonly isInBackground?: boolean
}

/** A child as it was started. */
export interface StartedChild extends StopTarget {
  readonly process: ChildProcessByStdio<Writable | null, Readable | null, Readable | null>
  readonly env: SpawnOptions['env']
  readonly argv: readonly string[]
  readonly options: SpawnOptions
  readonly watch: TreeWatch
}
