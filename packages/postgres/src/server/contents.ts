import { createHash } from 'node:crypto'
import type { StartContext } from '@portside/core/kit'
import { type Client, openClient } from '../client'
import { ensureTemplate, templateKey, type TemplateSteps } from '../database/template'
import type { PostgresOptions } from '../postgres-options'
import { settingArguments } from './settings'
import type { PostgresAddress } from '../postgres-address'

/** A template that a cluster has. */
interface ClusterTemplate {
  readonly key: string
  readonly steps: TemplateSteps
}

/** The contents of a cluster's databases beyond those of every cluster. */
export interface ClusterContents {
  /** A hash of all of it; `undefined` for nothing. */
  readonly key: string | undefined
  /** All of it in words, for the list of the cache. */
  readonly label: string
  readonly extensions: readonly string[]
  readonly templates: readonly ClusterTemplate[]
}

/** Returns what a cluster has that can be kept between runs: the extensions, and the templates whose inputs are known. */
export async function contentsOf(
  { extensions = [], settings = {} }: Pick<PostgresOptions, 'extensions' | 'settings'>,
  wanted: readonly TemplateSteps[],
  context: StartContext,
): Promise<ClusterContents> {
  const names = [...new Set(extensions)].sort()
  const keyed = await Promise.all(wanted.map(async (steps) => ({ steps, key: await keyOf(steps, context) })))
  const byKey = new Map(keyed.flatMap(({ steps, key }) => (key === undefined ? [] : [[key, { key, steps }] as const])))
  const templates = [...byKey.values()]
  const isEmpty = names.length === 0 && templates.length === 0
  const key = createHash('sha256')
    // A setting such as `timezone` counts while the steps run.
    .update(JSON.stringify([names, settingArguments(settings).toSorted(), [...byKey.keys()].sort()]))
    .digest('hex')
  const count =
    templates.length === 0
      ? []
      : [`${templates.length} migrated ${templates.length === 1 ? 'database' : 'databases'} of ${context.directory}`]
  return { key: isEmpty ? undefined : key, label: [...names, ...count].join(', '), extensions: names, templates }
}

/** A file that cannot be read is an error of the database, not of its server. */
async function keyOf(steps: TemplateSteps, context: StartContext): Promise<string | undefined> {
  return templateKey(steps, context).catch(() => undefined)
}

/** Adds the contents to a cluster that has none, and returns whether all of it is there. A template that cannot be made is an error of its database later. */
export async function addContents(
  { extensions, templates }: ClusterContents,
  admin: Client,
  { address, context }: { readonly address: PostgresAddress; readonly context: StartContext },
): Promise<boolean> {
  await addExtensions(extensions, admin, address)
  let isWhole = true
  for (const { key, steps } of templates)
    await ensureTemplate(key, steps, { admin, address, context }).catch(() => (isWhole = false))
  return isWhole
}

async function addExtensions(
  extensions: readonly string[],
  { query }: Client,
  address: PostgresAddress,
): Promise<void> {
  if (extensions.length === 0) return
  const template = await openClient({ ...address, database: 'template1' }, { max: 1, hasArrays: false })
  try {
    for (const extension of extensions) {
      const statement = `create extension if not exists "${extension.replaceAll('"', '""')}" cascade`
      await query(statement)
      await template.query(statement)
    }
  } finally {
    await template.close()
  }
}
