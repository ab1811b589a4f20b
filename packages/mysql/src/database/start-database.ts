import type { ServiceScope } from '@portside/core'
import type { Launch, StartContext } from '@portside/core/kit'
import { isOwnServer, keptPlace, keyOfRun, resetLaunch, whenDropped } from '@portside/service-kit'
import type { DatabaseData, ResettableOptions } from '@portside/service-kit/database'
import type { MysqlHandle } from '../mysql-handle'
import { type Account, withRights } from './rights'
import { connectionTo, type ServerConnection } from './server-connection'
import { addressOf, ensureTemplate, fill, templateKey, type TemplateSteps } from './template'

/** The options of a database, as its start needs them. */
export interface DatabaseSpec {
  readonly steps: TemplateSteps
  readonly scope: ServiceScope
  /** The options of its reset; `undefined` for none. */
  readonly reset: ResettableOptions | undefined
}

interface DatabasePlace {
  readonly server: MysqlHandle
  readonly connection: ServerConnection
  readonly context: StartContext
}

/** Makes a database on its server: like its template, or an empty one. It is dropped when it is released, or waits for another test. */
export async function startDatabase(spec: DatabaseSpec, context: StartContext): Promise<Launch> {
  const server = context.needs['server'] as MysqlHandle
  return withRights(accountOf(server, context), () => launchDatabase(spec, context))
}

function accountOf(server: MysqlHandle, { name: service }: StartContext): Account {
  return { service, user: server.user, isOwn: isOwnServer(server) }
}

async function launchDatabase({ steps, scope, reset }: DatabaseSpec, context: StartContext): Promise<Launch> {
  const server = context.needs['server'] as MysqlHandle
  const place = { server, connection: await connectionTo(server), context }
  const template = steps.length === 0 ? undefined : await templateOf(steps, place)
  const name =
    scope === 'test' && reset === undefined && template !== undefined && isOwnServer(server)
      ? await lend(template, place)
      : await make(template, steps, place)
  const { url } = addressOf(server, name)
  if (reset === undefined) return { data: { url } satisfies DatabaseData }
  return launchReset({ name, template, steps }, reset, place)
}

/** Returns the name of the template of steps; `undefined` if they run on the database itself: a template of one run would stay on a server of the user's. */
async function templateOf(
  steps: TemplateSteps,
  { server, connection, context }: DatabasePlace,
): Promise<string | undefined> {
  const key = await templateKey(steps, context)
  if (key === undefined && !isOwnServer(server)) return undefined
  const known = key ?? keyOfRun(steps, context)
  const { admin, maker, templates } = connection
  const template =
    templates.get(known) ?? (await ensureTemplate(known, steps, { admin, maker, address: server, context }))
  // Nobody drops the templates of a server of our own while it runs.
  if (isOwnServer(server)) templates.set(known, template)
  return template
}

async function lend(template: string, { connection, context }: DatabasePlace): Promise<string> {
  const { name, release } = await connection.lend(template)
  context.defer(release)
  return name
}

async function make(template: string | undefined, steps: TemplateSteps, place: DatabasePlace): Promise<string> {
  const { server, connection, context } = place
  const name = await connection.clone(template)
  context.defer(() => whenDropped(server, connection.drop(name)))
  await fillOwn(name, template, steps, place)
  return name
}

async function fillOwn(
  name: string,
  template: string | undefined,
  steps: TemplateSteps,
  { server, context }: DatabasePlace,
): Promise<void> {
  if (template === undefined && steps.length > 0) await fill(name, steps, { address: server, context })
}

interface MadeDatabase {
  readonly name: string
  readonly template: string | undefined
  readonly steps: TemplateSteps
}

async function launchReset(
  { name, template, steps }: MadeDatabase,
  { busy = 'wait', waitMs = 2000, onSchemaChange = 'fail', keepOnFailure = false }: ResettableOptions,
  place: DatabasePlace,
): Promise<Launch> {
  const { server, connection, context } = place
  const { openResetter } = await import('../reset/open-resetter')
  const remake = async (): Promise<void> => {
    await connection.drop(name)
    await connection.clone(template, name)
    await fillOwn(name, template, steps, place)
  }
  const recreate = (): Promise<void> => withRights(accountOf(server, context), remake)
  const address = addressOf(server, name)
  const failures = { hasErrors: isOwnServer(server), kept: keptPlace(keepOnFailure, context) }
  const options = { service: context.name, busy, waitMs, onSchemaChange, ...failures }
  const resetter = await openResetter({ address, template, recreate }, options)
  return resetLaunch(address.url, resetter, context)
}
