import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  extendLaunch,
  type Launch,
  makeGuardedFolder,
  type PreparedService,
  type ServerData,
  type StartContext,
} from '@portside/core/kit'
import { isPortsideError, withDetails } from '@portside/errors'
import { probe } from '@portside/probe'
import { dataPlace } from '@portside/service-kit'
import { commandsOf } from '../client'
import type { MongodbOptions } from '../mongodb-options'
import { findMongod } from './find-mongod'
import { configurationOf, hasPassword, settingsOf } from './settings'

/** The user that may do everything. */
const superuser = 'portside'

/** Prepares one start of a server: its folder, its configuration, and the command. */
export async function prepareServer(options: MongodbOptions, context: StartContext): Promise<PreparedService> {
  const { port = 'lease', startTimeoutMs } = options
  const { program, source } = await findMongod(options, context)
  // An empty server has log files of some hundred megabytes.
  const folder = await makeGuardedFolder(dataPlace({ inMemory: false }), context)
  const data = join(folder, 'data')
  await mkdir(data, { mode: 0o700 })
  const settings = settingsOf(options.settings ?? {}, data)
  const configuration = join(folder, 'mongod.conf')
  await writeFile(configuration, configurationOf(settings), { mode: 0o600 })
  const password = hasPassword(settings) ? randomBytes(18).toString('base64url') : undefined
  return {
    command: [program, '--config', configuration, '--port', '{port}'],
    options: {
      cwd: folder,
      port,
      protocol: 'mongodb',
      ready: probe.mongodb(),
      listenHook: false,
      ...(password !== undefined && { redact: [password] }),
      ...(startTimeoutMs !== undefined && { startTimeoutMs }),
    },
    finish: (launch) => finish(launch, password),
    failed: async (error) => {
      if (!isPortsideError(error)) return error
      return withDetails(error, { evidence: [...error.evidence, `The program is ${program} (${source}).`] })
    },
  }
}

/**
 * Makes the superuser. A server without any user lets one connection from this machine make the first one; if somebody else was faster, this is refused.
 * @see https://www.mongodb.com/docs/manual/core/localhost-exception/
 */
async function finish(launch: Launch, password: string | undefined): Promise<Launch> {
  if (password !== undefined) {
    const command = commandsOf({ url: urlOf(launch.data as ServerData) }, 'admin')
    await command({ createUser: superuser, pwd: password, roles: ['root'] })
  }
  return extendLaunch(launch, (data) => ({ url: urlOf(data, password) }))
}

function urlOf({ host, port }: ServerData, password?: string): string {
  const isOpen = password === undefined
  const login = isOpen ? '' : `${superuser}:${password}@`
  return `mongodb://${login}${host}:${port}/?${isOpen ? '' : 'authSource=admin&'}directConnection=true`
}
