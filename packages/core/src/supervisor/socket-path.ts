import { join } from 'node:path'
import type { CleanUp } from '../contract/clean-up-scope'
import type { Run } from '../run/run'

/** A path for the socket of a run, in the folder that only this user may enter, or the name of a pipe on Windows. */
export function openSocketPath(run: Run, defer: (cleanUp: CleanUp) => void): string {
  // Held for the whole run, so that what services leave in the folder is there until its end.
  const { path, release } = run.directory.hold()
  defer(release)
  return process.platform === 'win32' ? `\\\\.\\pipe\\portside-${run.id}` : join(path, 'supervisor')
}
