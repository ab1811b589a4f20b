import { cp } from 'node:fs/promises'
import { runHelper } from '@portside/core/kit'

/**
 * Copies a folder to `to`, which must not exist, with owners, modes and times. cp(1) takes a third of the time that Node.js needs for many small files,
 * and copies nothing at all where the file system can share blocks. If this process is killed, the copy ends, before guarded folders are removed.
 *
 * @throws Error when a file cannot be copied; part of the copy may then exist.
 */
export async function copyFolder(from: string, to: string): Promise<void> {
  if (process.platform === 'win32') return cp(from, to, { recursive: true, preserveTimestamps: true })
  // `-c` clones the files on APFS (untested here); GNU cp does so by itself where it can.
  await runHelper('cp', [process.platform === 'darwin' ? '-cpR' : '-a', from, to])
}
