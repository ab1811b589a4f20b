import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Returns whether a folder of `PATH` has the program. */
export function hasProgram(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
}

/** Whether this machine has a server. */
export const hasRedis = hasProgram('redis-server') || hasProgram('valkey-server')

/** The title of a suite that needs a server, with the reason if it is skipped. */
export const reason = hasRedis ? 'with the server of this machine' : 'skipped: redis-server is not installed'
