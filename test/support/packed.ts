import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { packedFolder } from './packed-folder'
import { repositoryRoot } from './repository-root'

const execute = promisify(execFile)
const intervalMs = 50

/**
 * Packs every package as it would be published, once for all workers of the test run, and resolves with the path of each
 * tarball by its package's name. The folder goes when the run ends. The build must be there: other tests read it meanwhile.
 */
export async function packWorkspace(): Promise<Record<string, string>> {
  const folder = packedFolder()
  const list = join(folder, 'tarballs.json')
  while (!(await isThere(list))) {
    // `mkdir` succeeds in one process only: that one packs, the others wait for the list, which is written last.
    if (await isFirst(join(folder, 'packing'))) await pack(folder)
    else await sleep(intervalMs)
  }
  return JSON.parse(await readFile(list, 'utf8')) as Record<string, string>
}

async function pack(folder: string): Promise<void> {
  try {
    await execute(process.execPath, ['scripts/pack.mjs', '--built', folder], { cwd: repositoryRoot })
  } catch (error) {
    // The next one who asks tries, and fails with the same message, instead of waiting for ever.
    await rm(join(folder, 'packing'), { recursive: true, force: true })
    throw error
  }
}

async function isFirst(lock: string): Promise<boolean> {
  try {
    await mkdir(lock)
    return true
  } catch {
    return false
  }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
