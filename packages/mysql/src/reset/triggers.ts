import type { Row } from '@portside/service-kit/database'
import type { Client } from '../client'
import { literal, quoted } from '../names'
import { createText } from './schema'

/** A trigger that a restored row would fire. */
export interface Trigger {
  readonly table: string
  readonly drop: string
  /** The statements that make it again. */
  readonly create: readonly string[]
}

/** Reads the triggers of a database that inserts and deletes fire, in their order. No server lets a session switch them off. */
export async function readTriggers({ query }: Client, database: string): Promise<readonly Trigger[]> {
  const rows = await query<{ name: string; tableName: string }>(
    `select trigger_name as name, event_object_table as tableName from information_schema.triggers
      where trigger_schema = ${literal(database)} and event_manipulation in ('INSERT', 'DELETE') order by event_object_table, action_timing, event_manipulation, action_order`,
  )
  const triggers: Trigger[] = []
  for (const { name, tableName } of rows) {
    const path = `${quoted(database)}.${quoted(name)}`
    const [row] = await query(`show create trigger ${path}`)
    triggers.push({ table: tableName, drop: `drop trigger if exists ${path}`, create: createStatements(row) })
  }
  return triggers
}

interface Settings {
  readonly sql_mode?: string
  readonly character_set_client?: string
  readonly collation_connection?: string
}

/** Returns the statements that make what SHOW CREATE shows, with the settings that it was made with. */
export function createStatements(row: Row = {}): readonly string[] {
  const { sql_mode: mode, character_set_client: characters, collation_connection: collation } = row as Settings
  return [
    `set session sql_mode = ${literal(mode ?? '')}`,
    ...(characters === undefined ? [] : [`set names ${literal(characters)} collate ${literal(collation ?? '')}`]),
    createText(row),
    'set names utf8mb4',
  ]
}
