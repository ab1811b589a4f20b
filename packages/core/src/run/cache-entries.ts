import { readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { cacheLocation } from './cache-folder'

/** A thing that a package keeps between runs. */
export interface CacheEntry {
  /** The folder of the cache that it is in: `'postgres'`. */
  readonly kind: string
  readonly key: string
  /** The thing, in words: `'PostgreSQL 15.18, initialised'`. */
  readonly label: string
  readonly bytes: number
  /** When it was used last, in milliseconds since 1970. */
  readonly usedAtMs: number
}

/** Lists what is kept in the cache of this user, the last used first. */
export async function listCache(location = cacheLocation()): Promise<readonly CacheEntry[]> {
  const entries: CacheEntry[] = []
  for (const kind of await namesIn(location))
    for (const key of await namesIn(join(location, kind))) {
      const entry = await readEntry(location, kind, key)
      if (entry !== undefined) entries.push(entry)
    }
  return entries.sort((one, other) => other.usedAtMs - one.usedAtMs)
}

async function readEntry(location: string, kind: string, key: string): Promise<CacheEntry | undefined> {
  const folder = join(location, kind, key)
  try {
    const about = JSON.parse(await readFile(join(folder, 'about.json'), 'utf8')) as { readonly label?: unknown }
    const { mtimeMs } = await stat(join(folder, 'about.json'))
    return { kind, key, label: String(about.label), bytes: await bytesIn(folder), usedAtMs: mtimeMs }
  } catch {
    // It has just been removed, or is being made.
    return undefined
  }
}

/**
 * Removes what is kept in the cache, also what an interrupted run has left half-made. Each entry is renamed first, so that nobody takes half of one.
 */
export async function clearCache(location = cacheLocation()): Promise<void> {
  for (const kind of await namesIn(location))
    for (const key of await namesIn(join(location, kind))) await removeEntry(join(location, kind, key))
}

/** Removes the folder of one entry. */
export async function removeEntry(folder: string): Promise<void> {
  const doomed = `${folder}.${randomBytes(4).toString('hex')}.old`
  await rename(folder, doomed).catch(() => undefined)
  await rm(doomed, { recursive: true, force: true })
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true })
  const sizes = await Promise.all(
    names.map(async (name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
