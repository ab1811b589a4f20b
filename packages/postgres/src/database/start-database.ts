import { randomUUID } from 'node:crypto'
import type { ServiceScope } from '@portside/core'
import type { Launch, StartContext } from '@portside/core/kit'
import { isOwnServer, keptPlace, keyOfRun, resetLaunch, type Resetter, whenDropped } from '@portside/service-kit'
import type { DatabaseData, ResettableOptions } from '@portside/service-kit/database'
import type { PostgresHandle } from '../postgres-handle'
import { connectionTo, type ServerConnection } from './server-connection'
import { withRights } from './rights'
import { addressOf, ensureTemplate, fill, templateKey, type TemplateSteps } from './template'

/** The options of a database, as its start needs them. */
export interface DatabaseSpec {
  readonly steps: TemplateSteps
  readonly scope: ServiceScope
  /** The options of its reset; `undefined` for none. */
  readonly reset: ResettableOptions | undefined
}

/** Makes a database on its server: a copy of its template, or an empty one. It is dropped when it is released. */
export async function startDatabase(spec: DatabaseSpec, context: StartContext): Promise<Launch> {
  const server = context.needs['server'] as PostgresHandle
  const connection = await connectionTo(server)
  const place = { server, connection, context }
  const onMade = (made: string) => context.defer(() => whenDropped(server, connection.drop(made)))
  const name = await makeDatabase(spec, place, onMade).catch((error: unknown) => {
    throw withRights(error, { service: context.name, address: server })
  })
  const { url } = addressOf(server, name)
  if (spec.reset === undefined) return { data: { url } satisfies DatabaseData }
  const resetter = await resetterOf(name, spec, place)
  return resetLaunch(url, resetter, context)
}

async function resetterOf(
  name: string,
  spec: DatabaseSpec,
  { server, connection, context }: DatabasePlace,
): Promise<Resetter> {
  const { busy = 'wait', waitMs = 2000, onSchemaChange = 'fail', keepOnFailure = false } = spec.reset ?? {}
  const { openResetter } = await import('../reset/open-resetter')
  const recreate = () => recreateDatabase(name, spec, { server, connection, context })
  const place = {
    address: addressOf(server, name),
    admin: isOwnServer(server) ? connection.admin : undefined,
    recreate,
  }
  return openResetter(place, {
    service: context.name,
    busy,
    waitMs,
    onSchemaChange,
    warn: (text, subject) => context.run.warnOnce('PORTSIDE_RESET', `${context.name}: ${text}`, subject),
    errorsSince: isOwnServer(server) ? (sinceMs) => errorsOf(server, connection, name, sinceMs) : undefined,
    kept: keptPlace(keepOnFailure, context),
  })
}

/** Makes a database again, under its name; one that is only half made is dropped. */
async function recreateDatabase(name: string, spec: DatabaseSpec, place: DatabasePlace): Promise<void> {
  const { admin, drop } = place.connection
  let made: string | undefined
  await drop(name)
  try {
    await makeDatabase(spec, place, (clone) => void (made = clone))
    await admin.query(`alter database ${made} rename to ${name}`)
  } catch (error) {
    if (made !== undefined) await drop(made).catch(() => undefined)
    throw error
  }
}

/** Reads the errors of a database in the log of its server, once a line that is written now has arrived. */
async function errorsOf(
  server: PostgresHandle,
  { admin }: ServerConnection,
  database: string,
  sinceMs: number,
): Promise<readonly string[]> {
  const { sqlErrors } = await import('../reset/sql-errors')
  const mark = `portside: a test of ${database} has failed (${randomUUID()})`
  await admin.query(`do $$ begin raise log '${mark}'; end $$`)
  await server.waitForOutput(new RegExp(mark.replaceAll(/[()]/g, '.')), { timeoutMs: 1000 }).catch(() => undefined)
  return sqlErrors(await server.output(), database, sinceMs)
}

interface DatabasePlace {
  readonly server: PostgresHandle
  readonly connection: ServerConnection
  readonly context: StartContext
}

/** Makes a database and fills it. `onMade` gets its name before a step runs, which may fail. */
async function makeDatabase(
  { steps, scope }: DatabaseSpec,
  { server, connection, context }: DatabasePlace,
  onMade: (name: string) => void,
): Promise<string> {
  const { admin } = connection
  const clone = async (template: string | undefined, isAhead: boolean): Promise<string> => {
    const name = await connection.clone(template, isAhead)
    onMade(name)
    return name
  }
  const place = { admin, address: server, context }
  if (steps.length === 0) return clone(undefined, false)
  const key = await templateKey(steps, context)
  if (key === undefined && !isOwnServer(server)) {
    // A template of one run would stay on the server.
    const name = await clone(undefined, false)
    await fill(name, steps, place)
    return name
  }
  const known = key ?? keyOfRun(steps, context)
  const template = connection.templates.get(known) ?? (await ensureTemplate(known, steps, place))
  // Nobody drops the templates of a server of our own while it runs.
  if (isOwnServer(server)) connection.templates.set(known, template)
  return clone(template, scope === 'test' && isOwnServer(server))
}
