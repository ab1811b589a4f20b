import { firstRow } from '../first-row'
import { createHash, randomBytes } from 'node:crypto'
import type { StartContext } from '@portside/core/kit'
import { PortsideError } from '@portside/errors'
import { keyOfSteps, runSteps } from '@portside/service-kit'
import type { NamedStep } from '@portside/service-kit/database'
import { printWarning } from '@portside/internal'
import { type Client, openClient } from '../client'
import { type PostgresAddress, variablesOf } from '../postgres-address'
import { dialect } from './dialect'
import { rollBackPrepared } from './prepared-transactions'

/** Changed whenever templates are made in another way. */
const layout = 2

/** The steps that fill a template, in their order. */
export type TemplateSteps = readonly NamedStep[]

/** Returns the key of the template of steps, as `keyOfSteps` does. */
export function templateKey(
  steps: TemplateSteps,
  context: Pick<StartContext, 'name' | 'directory'>,
): Promise<string | undefined> {
  return keyOfSteps(steps, context, layout)
}

/** Returns the name of the template with a key. Nobody may copy the template of another role. */
function templateName(key: string, { user }: PostgresAddress): string {
  const name = `portside_template_${key.slice(0, 24)}`
  return user === 'postgres' ? name : `${name}_${createHash('sha256').update(user).digest('hex').slice(0, 8)}`
}

/** The server on which a template is made. */
export interface TemplatePlace {
  readonly admin: Client
  readonly address: PostgresAddress
  readonly context: StartContext
}

/**
 * Makes the template with a key, unless the server has it, and returns its name. It is made under another name and gets its own when all steps have succeeded, so that nobody uses half of one. Nobody can
 * connect to a template.
 *
 * @throws PortsideError with the cause when a step fails.
 */
export async function ensureTemplate(key: string, steps: TemplateSteps, place: TemplatePlace): Promise<string> {
  const name = templateName(key, place.address)
  if (await exists(name, place.admin)) return name
  const lock = await openClient(place.address, { max: 1, hasArrays: false })
  try {
    // Held until the connection is closed: another process may make the same template.
    await lock.query('select pg_advisory_lock(hashtext($1))', [name])
    if (!(await exists(name, place.admin))) await makeTemplate(name, steps, place)
    return name
  } finally {
    await lock.close()
  }
}

async function exists(name: string, { query }: Client): Promise<boolean> {
  return (await query('select 1 from pg_database where datname = $1', [name])).length > 0
}

async function makeTemplate(name: string, steps: TemplateSteps, place: TemplatePlace): Promise<void> {
  const { query } = place.admin
  const unfinished = `portside_unfinished_${randomBytes(6).toString('hex')}`
  await query(`create database ${unfinished}`)
  try {
    await fill(unfinished, steps, place)
    await query(`alter database ${unfinished} with allow_connections false`)
    await cutConnections(unfinished, place)
    await query(`alter database ${unfinished} rename to ${name}`)
  } catch (error) {
    await dropDatabase(unfinished, place).catch(() => undefined)
    throw error
  }
}

/** Drops a database, with the connections to it and its prepared transactions. */
export async function dropDatabase(name: string, place: Pick<TemplatePlace, 'admin' | 'address'>): Promise<void> {
  const { query } = place.admin
  const { version, prepared } = await firstRow(
    query<{ version: number; prepared: readonly string[] }>(
      `select current_setting('server_version_num')::int as version,
        (select coalesce(json_agg(gid), '[]') from pg_prepared_xacts where database = $1) as prepared`,
      [name],
    ),
  )
  // The error of DROP DATABASE names the ones that are left.
  if (prepared.length > 0) await rollBackAll(prepared, addressOf(place.address, name)).catch(() => undefined)
  if (version < 130_000)
    await query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
  await query(`drop database if exists ${name}${version < 130_000 ? '' : ' with (force)'}`)
}

/** Nobody can do so from another database. */
async function rollBackAll(prepared: readonly string[], address: PostgresAddress): Promise<void> {
  const client = await openClient(address, { max: 1, hasArrays: false })
  try {
    for (const one of prepared) await rollBackPrepared(one, client.query)
  } finally {
    await client.close()
  }
}

/** Runs the steps on a database, each in a session of its own: the dump of a schema sets `search_path`, and a file may have `BEGIN`. */
export async function fill(database: string, steps: TemplateSteps, { address, context }: TemplatePlace): Promise<void> {
  const own = addressOf(address, database)
  for (const step of steps) {
    const client = await openClient(own, { max: 1, name: 'portside template' })
    try {
      const { query } = client
      await runSteps([step], { url: own.url, variables: variablesOf(own), query, dialect }, context)
      await checkFinished(step, client, context)
    } finally {
      await client.close()
    }
  }
}

/** The end of a session rolls back its transaction. */
async function checkFinished(
  { name, step }: NamedStep,
  { query }: Client,
  { name: service }: StartContext,
): Promise<void> {
  // A command has sessions of its own.
  if (typeof step === 'object' && 'command' in step) return
  const [row] = await query<{ open: boolean }>('select txid_current_if_assigned() is not null as open')
  if (row?.open !== true) return
  throw new PortsideError({
    code: 'E_NOT_READY',
    service,
    summary: `\`${name}\` ended with an open transaction`,
    evidence: ['What was written since BEGIN would be lost.'],
    hints: ['End the transaction with COMMIT.'],
  })
}

/** Returns the address of another database of the same server. */
export function addressOf(server: PostgresAddress, database: string): PostgresAddress {
  const url = new URL(server.url)
  url.pathname = `/${encodeURIComponent(database)}`
  return { ...server, database, url: url.href }
}

interface Connection {
  readonly pid: number
  readonly application_name: string
  readonly query: string
}

/** Ends the connections that steps have left open, with one warning: nobody can copy a database that is in use. */
async function cutConnections(database: string, { admin: { query }, context }: TemplatePlace): Promise<void> {
  const left = await query<Connection & Record<string, unknown>>(
    "select pid, application_name, query, pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid() and pg_has_role(usesysid, 'MEMBER')",
    [database],
  )
  if (left.length === 0) return
  const names = left.map(
    ({ pid, application_name: app, query: text }) =>
      `pid ${pid}${app === '' ? '' : `, app "${app}"`}${text === '' ? '' : `: ${text.slice(0, 60)}`}`,
  )
  printWarning(
    'PORTSIDE_TEMPLATE',
    `${context.name}: \`migrate\` or \`seed\` has left ${left.length === 1 ? 'a connection' : `${left.length} connections`} to the database open, which ${left.length === 1 ? 'was' : 'were'} cut: ${names.join('; ')}. Close them when the step is done`,
  )
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await query('select 1 from pg_stat_activity where datname = $1', [database])).length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
