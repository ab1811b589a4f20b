import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Whether this machine has a server. */
export const hasRedis = (process.env['PATH'] ?? '')
  .split(delimiter)
  .some((folder) => ['redis-server', 'valkey-server'].some((program) => existsSync(join(folder, program))))

/** The title of a suite that needs a server, with the reason if it is skipped. */
export const reason = hasRedis ? 'with the server of this machine' : 'skipped: redis-server is not installed'
