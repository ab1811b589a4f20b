import { hasListener } from '@portside/ports'
import { isHelper, isNamedWatcher } from './find-ended-programs'
import type { SpawnedCommand } from './spawned-command'

/**
 * Finds the process that answers where a watcher has the listening socket itself and shares it with its program (`uvicorn --reload`): connections
 * outlive the program then, and wait for the next one. For any other listener, resolves to that; to `undefined` for such a watcher without a program.
 */
export async function servingProgram(
  { child, reports, address: { host, port } }: SpawnedCommand,
  listener: number | undefined,
): Promise<number | undefined> {
  // Watchers of Node.js programs do not listen for them.
  const isReported = reports?.listening.some(({ pid }) => pid === listener) ?? false
  if (process.platform !== 'linux' || listener === undefined || port === undefined || isReported) return listener
  if (listener === child.pid && !isNamedWatcher(child.argv.join(' '))) return listener
  const tree = (await child.tree()).filter(({ state }) => state !== 'Z')
  const watcher = tree.find(({ pid }) => pid === listener)
  if (watcher === undefined || !isNamedWatcher(watcher.command)) return listener
  const programs = tree.filter(({ ppid, command }) => ppid === listener && !isHelper(command))
  return programs.find(({ pid }) => hasListener(pid, { host, port }))?.pid
}
