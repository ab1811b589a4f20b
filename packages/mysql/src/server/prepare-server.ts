import { chownSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extendLaunch, type Launch, type PreparedService, type ServerData, type StartContext } from '@portside/core/kit'
import { isPortsideError, withDetails } from '@portside/errors'
import { probe } from '@portside/probe'
import { makeUserFolder, type UserFolder } from '@portside/service-kit'
import type { TemplateSteps } from '../database/template'
import { parseAddress } from '../mysql-address'
import type { MysqlOptions } from '../mysql-options'
import { firstDatabase, newPassword, superuser, writeInitFile } from './access'
import { addContents, contentsOf, type DataContents } from './contents'
import { contentsKey, dataCache, type DataFolder, makeDataFolder } from './data-folder'
import { findMysql, type MysqlPrograms } from './find-mysql'
import { checkReachable } from './reachable-programs'
import { initialArguments, serverArguments } from './settings'

/** Prepares one start of a server: its folder, its data, and the command. */
export async function prepareServer(
  options: MysqlOptions,
  templates: readonly TemplateSteps[],
  context: StartContext,
): Promise<PreparedService> {
  const { port = 'lease', settings, startTimeoutMs } = options
  const contents = await contentsOf(templates, settings, context)
  const programs = await findMysql(options, context)
  const product = programs.isMariadb ? 'MariaDB' : 'MySQL'
  const folder = await makeUserFolder({ product, users: ['mysql', 'nobody'] }, context)
  checkReachable(programs, folder.user, context.name)
  const wanted = { initial: initialArguments(settings), contents: contents.key }
  const data = await makeDataFolder(programs, folder, wanted, context).catch((error: unknown) => {
    throw withProgram(error, programs.installer ?? programs.server, programs)
  })
  const password = newPassword()
  const paths = { data: data.path, ...makePaths(folder, password), base: programs.base }
  return {
    command: [programs.server, ...serverArguments(paths, programs.isMariadb, settings)],
    options: {
      cwd: data.path,
      // The server takes its port from here.
      env: (_, { port }) => ({ MYSQL_TCP_PORT: port, MYSQL_UNIX_PORT: undefined, MYSQL_HOME: undefined }),
      port,
      protocol: 'mysql',
      ready: probe.mysql(),
      listenHook: false,
      placeholders: false,
      redact: [password],
      ...(startTimeoutMs !== undefined && { startTimeoutMs }),
    },
    ...(folder.user && { user: folder.user }),
    finish: (launch) => finish(launch, { data, contents, programs, password, context }),
    failed: async (error) => {
      // The cached folder may be broken: the next start makes it anew.
      if (data.cachedAs !== undefined && !context.signal.aborted) await dataCache().drop(data.cachedAs)
      return withProgram(error, programs.server, programs)
    },
  }
}

interface Finishing {
  readonly data: DataFolder
  readonly contents: DataContents
  readonly programs: MysqlPrograms
  readonly password: string
  readonly context: StartContext
}

/** Gives the server the templates that it must have; if they are new, the data is kept for the next run while the server is stopped. */
async function finish(launch: Launch, { data, contents, programs, password, context }: Finishing): Promise<Launch> {
  const ready = extendLaunch(launch, (data) => ({ url: urlOf(data, password) }))
  if (data.isComplete || contents.key === undefined) return ready
  const address = parseAddress((ready.data as ServerData).url ?? '')
  const isWhole = await addContents(contents, address, context)
  if (!isWhole || ready.relaunch === undefined) return ready
  const key = contentsKey(data.baseKey, contents.key)
  return ready.relaunch(() => dataCache().add(key, data.path, { label: `${programs.label}, ${contents.label}` }))
}

function makePaths({ path, user }: UserFolder, password: string) {
  const temporary = join(path, 'tmp')
  mkdirSync(temporary, { mode: 0o700 })
  if (user !== undefined) chownSync(temporary, user.uid, user.gid)
  const initFile = join(path, 'access.sql')
  writeInitFile(initFile, password, user)
  return { temporary, initFile }
}

/** Adds the path of a program that failed, the way by which it was found, and what the number of an error of the system means. */
function withProgram(error: unknown, program: string, { found }: MysqlPrograms): unknown {
  if (!isPortsideError(error)) return error
  const evidence = [...error.evidence, `The program is ${program} (${found.source}).`]
  if (!isFull(error.output)) return withDetails(error, { evidence })
  const hint = `Free some space in ${tmpdir()}, or set TMPDIR to a folder with room.`
  return withDetails(error, { evidence: [...evidence, 'Error 28 is ENOSPC: there is no space left.'], hints: [hint] })
}

/** Whether a server has met a full disk: `failed with error 28`, `OS errno 28`, `Errcode: 28 "No space left on device"`. */
function isFull(output: string): boolean {
  return /\b(error|errno|Errcode|OS error)( number|:)? 28\b/.test(output)
}

function urlOf({ host, port }: ServerData, password: string): string {
  return `mysql://${superuser}:${password}@${host}:${port}/${firstDatabase}`
}
