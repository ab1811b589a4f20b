import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { guardDirectory } from '@portside/process'
import type { CleanUp } from '../lifecycle/clean-up-scope'
import type { Run } from '../run/run'

// unix(7): a path has room for 108 bytes, and Node cuts a longer one without a word. Some are left for the file's name.
const maxDirectoryBytes = 80

/** A path for the socket of a run, in a new folder that only this user may enter, or the name of a pipe on Windows. */
export async function openSocketPath(run: Run, defer: (cleanUp: CleanUp) => void): Promise<string> {
  if (process.platform === 'win32') return `\\\\.\\pipe\\portside-${run.id}`
  const parent = Buffer.byteLength(tmpdir()) > maxDirectoryBytes ? '/tmp' : tmpdir()
  const directory = join(parent, `portside-${run.id}`)
  // Guarded first and made afterwards, so that there is no moment at which it could be left.
  defer(guardDirectory(directory))
  defer(() => rm(directory, { recursive: true, force: true }))
  await mkdir(directory, { mode: 0o700 })
  return join(directory, 'supervisor')
}
