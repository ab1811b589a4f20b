// Folders of services, for packages that define some. The code that makes them is loaded when a service is started.
import type { StartContext } from '../../contract/start-context'

/**
 * Makes a folder of a service in `parent`, which is removed when the service has stopped, however the run ends. Other users may not enter it, unless
 * `isOpen`: then they can pass it, and see no names.
 */
export async function makeGuardedFolder(
  parent: string,
  owner: Pick<StartContext, 'name' | 'defer'>,
  isOpen = false,
): Promise<string> {
  return (await import('../../engine')).makeGuardedFolder(parent, owner, isOpen)
}

/**
 * Runs a program of the system that works on folders of a service to its end, such as cp(1). If this process is killed, the program is ended before guarded folders are removed.
 *
 * @throws Error when it cannot be run, or its code is not 0.
 */
export async function runHelper(program: string, args: readonly string[]): Promise<void> {
  await (await import('../../engine')).runHelper(program, args)
}

/** Makes the folder `name` of the cache of this user, which only this user may enter; `undefined` if there can be none. */
export async function cacheFolder(name: string): Promise<string | undefined> {
  return (await import('../../engine')).cacheFolder(name)
}

/** Removes a folder of the cache. It is renamed first, so that nobody takes half of it. */
export async function removeEntry(folder: string): Promise<void> {
  await (await import('../../engine')).removeEntry(folder)
}
