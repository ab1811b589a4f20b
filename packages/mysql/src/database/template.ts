import { randomBytes } from 'node:crypto'
import type { StartContext } from '@portside/core/kit'
import { printWarning } from '@portside/internal'
import { PortsideError } from '@portside/errors'
import { keyOfSteps, runSteps } from '@portside/service-kit'
import type { NamedStep } from '@portside/service-kit/database'
import { type Client, type ClientOptions, openClient } from '../client'
import { type MysqlAddress, variablesOf } from '../mysql-address'
import { quoted } from '../names'
import { makeClone, readCloneScript } from './clone'
import { dialect } from './dialect'
import { cutConnections, dropDatabase, whenDisconnected } from './drop-database'
import { StepFailure } from './rights'

/** Changed whenever templates are made in another way. */
const layout = 1

/** The steps that fill a template, in their order. */
export type TemplateSteps = readonly NamedStep[]

/** The table with the names of the templates that are finished: no server renames a database. */
const finished = '`portside`.`templates`'
const lockLimitS = 3600

/** Returns the key of the template of steps, as `keyOfSteps` does. */
export function templateKey(
  steps: TemplateSteps,
  context: Pick<StartContext, 'name' | 'directory'>,
): Promise<string | undefined> {
  return keyOfSteps(steps, context, layout)
}

/** The server on which a template is made. */
export interface TemplatePlace {
  readonly admin: Client
  /** The client whose connections change the database that they use, and their settings. */
  readonly maker: Client
  readonly address: MysqlAddress
  readonly context: StartContext
}

/**
 * Makes the template with a key, unless the server has it, and returns its name. The steps fill another database, of which the template is a copy: nobody who was connected to that
 * knows the template.
 *
 * @throws StepFailure with the error of a step as its cause.
 */
export async function ensureTemplate(key: string, steps: TemplateSteps, place: TemplatePlace): Promise<string> {
  const name = `portside_template_${key.slice(0, 24)}`
  if (await isFinished(name, place.admin)) return name
  await withLock(name, place.address, async () => {
    if (!(await isFinished(name, place.admin))) await makeTemplate(name, steps, place)
  })
  return name
}

/**
 * Calls `act` while nobody else, in whatever process, has the lock of this name on the server.
 *
 * @throws PortsideError `E_NOT_READY` when the server does not grant the lock.
 */
export async function withLock<Result>(
  name: string,
  address: MysqlAddress,
  act: () => Promise<Result>,
  limitS = lockLimitS,
): Promise<Result> {
  const lock = await openClient(address, { max: 1 })
  try {
    // Held until the connection is closed.
    const [row] = await lock.query<{ granted: number | null }>('select get_lock(?, ?) as granted', [name, limitS])
    if (row?.granted !== 1) throw lockError(name, limitS, row?.granted ?? 'NULL')
    return await act()
  } finally {
    await lock.close()
  }
}

function lockError(name: string, limitS: number, result: number | string): PortsideError {
  return new PortsideError({
    code: 'E_NOT_READY',
    summary: `the server has not granted the lock \`${name}\`, under which a template is made and read`,
    evidence: [`get_lock('${name}', ${limitS}): ${result} (0 when another connection keeps it)`],
  })
}

/** On a server of the user's, somebody may have dropped a database whose name is still in the table. */
async function isFinished(name: string, { query }: Client): Promise<boolean> {
  const rows = await query(
    `select 1 from ${finished} where name = ? and exists (select 1 from information_schema.schemata where schema_name = ?)`,
    [name, name],
  ).catch(() => [])
  return rows.length > 0
}

async function makeTemplate(name: string, steps: TemplateSteps, place: TemplatePlace): Promise<void> {
  const { admin, maker, address } = place
  const unfinished = `portside_unfinished_${randomBytes(6).toString('hex')}`
  await admin.query(`create database ${quoted(unfinished)}`)
  try {
    const own = await fill(unfinished, steps, place)
    await warnOfConnections(unfinished, own, place)
    const script = await withDatabase(unfinished, address, (client) => readCloneScript(client, unfinished))
    // One that somebody has begun, and not finished.
    await dropDatabase(name, admin)
    await makeClone(script, name, maker)
    await admin.results([
      'create database if not exists `portside`',
      `create table if not exists ${finished} (name varchar(64) primary key)`,
      `replace into ${finished} values ('${name}')`,
    ])
  } finally {
    await dropDatabase(unfinished, admin).catch(() => undefined)
  }
}

/** Calls `use` with a client that has one connection to a database of the server. */
export async function withDatabase<Result>(
  database: string,
  server: MysqlAddress,
  use: (client: Client) => Promise<Result>,
  sqlMode: ClientOptions['sqlMode'] = 'own',
): Promise<Result> {
  const client = await openClient(addressOf(server, database), { max: 1, sqlMode })
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}

/**
 * Runs the steps on a database, and returns the ids of the connections that it has used for them.
 *
 * @throws StepFailure with the error of a step as its cause.
 */
export async function fill(
  database: string,
  steps: TemplateSteps,
  { address, context }: Pick<TemplatePlace, 'address' | 'context'>,
): Promise<ReadonlySet<number>> {
  const own = addressOf(address, database)
  const run = async ({ query, ids }: Client): Promise<ReadonlySet<number>> => {
    const target = { url: own.url, variables: variablesOf(own), query, dialect }
    await runSteps(steps, target, context).catch((cause: unknown) => {
      throw new StepFailure('a step has failed', { cause })
    })
    return ids
  }
  return withDatabase(database, address, run, 'server')
}

/** Returns the address of another database of the same server. */
export function addressOf(server: MysqlAddress, database: string): MysqlAddress {
  const url = new URL(server.url)
  url.pathname = `/${encodeURIComponent(database)}`
  return { ...server, database, url: url.href }
}

/** Ends the connections that steps have left open, with one warning: they would go on with a database that is about to be dropped. */
async function warnOfConnections(
  database: string,
  own: ReadonlySet<number>,
  { admin, context }: TemplatePlace,
): Promise<void> {
  await whenDisconnected(database, admin, own)
  const left = await cutConnections(database, admin, own)
  if (left.length === 0) return
  const [connections, were] = left.length === 1 ? ['a connection', 'was'] : [`${left.length} connections`, 'were']
  printWarning(
    'PORTSIDE_TEMPLATE',
    `${context.name}: \`migrate\` or \`seed\` has left ${connections} to the database open, which ${were} cut: ${left.join('; ')}. Close them when the step is done`,
  )
}
