import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const limitMs = 2000

/**
 * Removes the segment of shared memory that a killed server has left (sysvipc(7)): an orderly stop removes it, with `postmaster.pid`, whose seventh line has its key and its id.
 */
export async function removeSharedMemory(data: string): Promise<void> {
  if (process.platform === 'win32') return
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const [, id] = (lines[6] ?? '').trim().split(/\s+/)
  if (id !== undefined && /^\d+$/.test(id) && (await isUnused(id)))
    await execute('ipcrm', ['-m', id], { timeout: limitMs }).catch(() => undefined)
}

/** Whether no process is attached: `shmid` is the second column of /proc/sysvipc/shm, `nattch` the seventh. Other systems refuse no removal. */
async function isUnused(id: string): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const table = await readFile('/proc/sysvipc/shm', 'utf8').catch(() => '')
  const row = table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, shmid]) => shmid === id)
  return row?.[6] === '0'
}
