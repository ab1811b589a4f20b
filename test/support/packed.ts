import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
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
  const folder = join(packedFolder(), 'tarballs')
  await onceInRun(folder, () =>
    execute(process.execPath, ['scripts/pack.mjs', '--built', folder], { cwd: repositoryRoot }),
  )
  return JSON.parse(await readFile(join(folder, 'tarballs.json'), 'utf8')) as Record<string, string>
}

/** Makes a folder and fills it, once for all workers of the test run: the first who asks does, and the others wait. */
export async function onceInRun(folder: string, fill: () => Promise<unknown>): Promise<void> {
  const filled = `${folder}.filled`
  while (!(await isThere(filled))) {
    // `mkdir` succeeds in one process only.
    if (!(await isFirst(folder))) {
      await sleep(intervalMs)
      continue
    }
    try {
      await fill()
      await writeFile(filled, '')
    } catch (error) {
      // The next one who asks tries, and fails with the same message, instead of waiting for ever.
      await rm(folder, { recursive: true, force: true })
      throw error
    }
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
