import { stat } from 'node:fs/promises'

/**
 * Whether a file that matches one of `patterns` (globs, relative to `directory`) was written, created or moved there since a moment, in milliseconds
 * since 1970. Deleted files are not detected.
 */
export async function changedSince(patterns: readonly string[], directory: string, sinceMs: number): Promise<boolean> {
  if (patterns.length === 0) return false
  const { glob } = await import('tinyglobby')
  const files = await glob([...patterns], { cwd: directory, absolute: true, dot: true, ignore: '**/node_modules/**' })
  const changes = await Promise.all(files.map(async (file) => isNewer(file, sinceMs)))
  return changes.includes(true)
}

/** Whether a file has changed since; a missing one has not. The time of its entry also shows that it was moved there. */
export async function isNewer(file: string, sinceMs: number): Promise<boolean> {
  return stat(file).then(
    ({ ctimeMs }) => ctimeMs >= sinceMs,
    () => false,
  )
}
