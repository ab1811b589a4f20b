import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { guardDirectory } from '@portside/process'

/** The service that a folder belongs to, and how the removal of the folder is registered. */
interface FolderOwner {
  readonly name: string
  readonly defer: (cleanUp: () => unknown) => void
}

/**
 * Makes a folder of a service in `parent`, which is removed when the service has stopped, however the run ends. Other users may not enter it, unless
 * `isOpen`: then they can pass it, and see no names.
 */
export function makeGuardedFolder(parent: string, { name, defer }: FolderOwner, isOpen = false): string {
  const path = join(parent, `portside-${name.replaceAll(/[^\w.-]/g, '_')}-${randomBytes(6).toString('hex')}`)
  const unguard = guardDirectory(path)
  defer(async () => {
    await rm(path, { recursive: true, force: true })
    unguard()
  })
  mkdirSync(path, { mode: isOpen ? 0o711 : 0o700 })
  return path
}
