import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  extendLaunch,
  makeGuardedFolder,
  type PreparedService,
  type ServerData,
  type StartContext,
} from '@portside/core/kit'
import { isPortsideError, withDetails } from '@portside/errors'
import { probe, type Probe } from '@portside/probe'
import { dataPlace } from '@portside/service-kit'
import type { RedisOptions } from '../redis-options'
import { findRedis, serverProgram } from './find-redis'
import { configurationOf } from './settings'

/** Prepares one start of a server: its folder with the configuration, and the command. */
export async function prepareServer(options: RedisOptions, context: StartContext): Promise<PreparedService> {
  const { port = 'lease', settings = {}, startTimeoutMs } = options
  const found = await findRedis(options, context)
  const program = serverProgram(found.path)
  const folder = await makeGuardedFolder(dataPlace(), context)
  const password = randomBytes(18).toString('base64url')
  const configuration = join(folder, 'redis.conf')
  await writeFile(configuration, configurationOf(settings, { folder, password }), { mode: 0o600 })
  return {
    command: [program, configuration, '--port', '{port}'],
    options: {
      cwd: folder,
      port,
      protocol: 'redis',
      ready: readyFor(password),
      listenHook: false,
      redact: [password],
      ...(startTimeoutMs !== undefined && { startTimeoutMs }),
    },
    finish: async (launch) => extendLaunch(launch, (data) => ({ url: urlOf(data, password) })),
    failed: async (error) => {
      if (!isPortsideError(error)) return error
      return withDetails(error, { evidence: [...error.evidence, `The program is ${program} (${found.source}).`] })
    },
  }
}

/** The probe of a server with a password: while it loads its data, it refuses a client without one as it does later. */
function readyFor(password: string): Probe {
  const answers = probe.redis()
  return {
    ...answers,
    wait: (target, run) => answers.wait({ ...target, url: urlOf(target, password) }, run),
  }
}

function urlOf({ host, port }: Pick<ServerData, 'host' | 'port'>, password: string): string {
  return `redis://:${password}@${host}:${port}`
}
