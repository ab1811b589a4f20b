import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder, removeEntry } from '@portside/core/kit'
import { copyFolder } from './copy-folder'

/** The facts that are kept with a folder: a label for people, and whatever its maker needs to know. */
export interface CachedFacts {
  /** The thing, in words, as `portside cache` shows it. */
  readonly label: string
  readonly [fact: string]: unknown
}

/** Folders that are kept between runs, each under a key that names all that it was made of. */
export interface FolderCache {
  /** Copies the folder of a key to `to`, which must not exist, and returns its facts; `undefined` if there is none. */
  readonly take: (key: string, to: string) => Promise<CachedFacts | undefined>
  /**
   * Keeps a copy of `folder` under a key. It never rejects: if there is no room, nothing is kept. Two makers of the same key do not disturb each other; the first copy
   * stays.
   */
  readonly add: (key: string, folder: string, facts: CachedFacts) => Promise<void>
  /** Forgets the folder of a key, such as one that turned out to be unusable. */
  readonly drop: (key: string) => Promise<void>
}

/** The options of a cache. */
export interface FolderCacheOptions {
  /** The most folders that are kept; those that were used last stay. @default 8 */
  readonly maxEntries?: number
}

const about = 'about.json'
const content = 'content'
/** An unfinished copy that is older than this belongs to nobody, in milliseconds. */
const abandonedMs = 3_600_000

/** Opens the folders of one kind, such as `'postgres'`, in the cache of this user. Without a cache nothing is ever kept. */
export function openFolderCache(kind: string, { maxEntries = 8 }: FolderCacheOptions = {}): FolderCache {
  let opening: Promise<string | undefined> | undefined
  const parentOf = () => (opening ??= cacheFolder(kind))
  return {
    take: async (key, to) => {
      const parent = await parentOf()
      return parent === undefined ? undefined : take(join(parent, key), to)
    },
    add: async (key, folder, facts) => {
      const parent = await parentOf()
      if (parent === undefined) return
      const made = join(parent, `${key}.${randomBytes(4).toString('hex')}.new`)
      try {
        await mkdir(made, { mode: 0o700 })
        await copyFolder(folder, join(made, content))
        await writeFile(join(made, about), JSON.stringify(facts), { mode: 0o600 })
        await rename(made, join(parent, key))
        await prune(parent, maxEntries)
      } catch {
        // Another maker was faster, or the disk is full.
        await rm(made, { recursive: true, force: true }).catch(() => undefined)
      }
    },
    drop: async (key) => {
      const parent = await parentOf()
      if (parent !== undefined) await removeEntry(join(parent, key))
    },
  }
}

async function take(entry: string, to: string): Promise<CachedFacts | undefined> {
  try {
    const facts = JSON.parse(await readFile(join(entry, about), 'utf8')) as CachedFacts
    await copyFolder(join(entry, content), to)
    const now = new Date()
    await utimes(join(entry, about), now, now)
    return facts
  } catch {
    // There is none, or it was removed while it was being copied.
    await rm(to, { recursive: true, force: true })
    return undefined
  }
}

/** Removes the entries that were not used for longest, and copies that nobody finished. */
async function prune(parent: string, maxEntries: number): Promise<void> {
  const names = await readdir(parent)
  const entries = await Promise.all(names.map(async (name) => ({ name, usedAtMs: await usedAt(join(parent, name)) })))
  const isWhole = ({ name }: { readonly name: string }) => !/\.(new|old)$/.test(name)
  const whole = entries.filter(isWhole).sort((one, other) => other.usedAtMs - one.usedAtMs)
  const abandoned = entries.filter((entry) => !isWhole(entry) && entry.usedAtMs < Date.now() - abandonedMs)
  for (const { name } of [...whole.slice(maxEntries), ...abandoned]) await removeEntry(join(parent, name))
}

async function usedAt(entry: string): Promise<number> {
  const found = await stat(join(entry, about)).catch(() => stat(entry).catch(() => undefined))
  return found?.mtimeMs ?? 0
}
