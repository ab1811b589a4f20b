import { createHash } from 'node:crypto'
import type { StartContext } from '@portside/core/kit'
import { openClient } from '../client'
import { ensureTemplate, templateKey, type TemplatePlace, type TemplateSteps } from '../database/template'
import type { MysqlAddress } from '../mysql-address'
import type { MysqlOptions } from '../mysql-options'
import { sortedArguments } from './settings'

/** The templates that a data folder has. */
export interface DataContents {
  /** A hash of all of them, and of the settings of the server; `undefined` for none. */
  readonly key: string | undefined
  /** All of it in words, for the list of the cache. */
  readonly label: string
  readonly templates: readonly { readonly key: string; readonly steps: TemplateSteps }[]
}

/** Returns what a data folder has that can be kept between runs: the templates whose inputs are known. */
export async function contentsOf(
  wanted: readonly TemplateSteps[],
  settings: MysqlOptions['settings'],
  context: StartContext,
): Promise<DataContents> {
  const byKey = new Map<string, TemplateSteps>()
  for (const steps of wanted) {
    // A file that cannot be read is an error of the database, not of its server.
    const key = await templateKey(steps, context).catch(() => undefined)
    if (key !== undefined) byKey.set(key, steps)
  }
  const templates = Array.from(byKey, ([key, steps]) => ({ key, steps }))
  if (templates.length === 0) return { key: undefined, label: 'initialised', templates }
  const facts = JSON.stringify([sortedArguments(settings), [...byKey.keys()].sort()])
  return {
    key: createHash('sha256').update(facts).digest('hex').slice(0, 24),
    label: `with ${templates.length} migrated ${templates.length === 1 ? 'database' : 'databases'} of ${context.directory}`,
    templates,
  }
}

/** Adds the contents to a server that has none, and returns whether all of it is there. A template that cannot be made is an error of its database later. */
export async function addContents(
  { templates }: DataContents,
  address: MysqlAddress,
  context: StartContext,
): Promise<boolean> {
  const [admin, maker] = await Promise.all([openClient(address, { max: 2 }), openClient(address, { max: 1 })])
  try {
    return await addTemplates(templates, { admin, maker, address, context })
  } finally {
    await Promise.all([admin.close(), maker.close()])
  }
}

async function addTemplates(templates: DataContents['templates'], place: TemplatePlace): Promise<boolean> {
  let isWhole = true
  for (const { key, steps } of templates) await ensureTemplate(key, steps, place).catch(() => (isWhole = false))
  // The log is empty after that, so that a copy of the folder starts without a recovery.
  if (isWhole) await place.admin.query('set global innodb_fast_shutdown = 1')
  return isWhole
}
