import { renameSync, rmSync, writeFileSync } from 'node:fs'
import type { ServiceShare } from '../contract/service-share'
import type { ListedAs, ReadyService } from '../protocol/messages'

/** Lists a service that was acquired, unless it belongs only to a part of the run. */
export type ListReady = (listed: ListedAs, shape: string, share: ServiceShare) => void

/** The file that lists the ready services of the run for workers: most need no more than that, and a connection costs them milliseconds. */
export interface ReadyList {
  /** Returns the function that lists services acquired from now on, until the list is cleared. */
  readonly open: () => ListReady
  /** Removes the file, and drops everything that was listed or still might be. */
  readonly clear: () => void
}

/** Makes an empty list at `path`, in a folder that only this user may enter. */
export function createReadyList(path: string): ReadyList {
  const services = new Map<string, ReadyService>()
  let clearings = 0
  let last = 0
  return { open, clear }

  function open(): ListReady {
    const since = clearings
    return ({ file, name }, shape, share) => {
      const key = JSON.stringify([file, name])
      if (since !== clearings || share.scope !== 'run' || share.crash.aborted || services.has(key)) return
      const { data, elapsedMs, isRestartable } = share
      const service = { instance: (last += 1), listing: { file, name }, shape, name: share.name, data, elapsedMs }
      services.set(key, { ...service, isRestartable })
      share.crash.addEventListener('abort', () => {
        if (since === clearings && services.delete(key)) write()
      })
      write()
    }
  }

  function clear(): void {
    clearings += 1
    services.clear()
    remove()
  }

  /** Writes a new file and renames it over the last, so that a reader never sees half of one. Without a list, workers ask. */
  function write(): void {
    const next = `${path}.new`
    try {
      writeFileSync(next, JSON.stringify([...services.values()]), { mode: 0o600 })
      renameSync(next, path)
    } catch {
      remove()
    }
  }

  function remove(): void {
    rmSync(path, { force: true })
  }
}
