import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { toProbe, type Probe } from '@portside/probe'

/** A probe that is ready when nothing has this path; a relative one begins at the target's `cwd`. */
export function absentFile(path: string): Probe {
  const isAbsent = async ({ cwd }: { readonly cwd: string }): Promise<boolean> => {
    try {
      await stat(resolve(cwd, path))
      return false
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') return true
      throw error
    }
  }
  return { ...toProbe(isAbsent), description: `${path} is there` }
}
