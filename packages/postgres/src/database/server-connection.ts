// The connections of this process to servers, and the databases that are made ahead of need on each.
import { randomBytes } from 'node:crypto'
import { sharedConnection } from '@portside/service-kit'
import { type Client, openClient } from '../client'
import { firstRow } from '../first-row'
import type { PostgresAddress } from '../postgres-address'
import { dropDatabase } from './template'
import { readSettings, settingStatements, type TemplateSetting } from './template-settings'

/** The most databases that are made ahead of need, for one template. */
const maxAhead = 4

/** The connection of this process to a server, by which databases are made and dropped. It stays open, without keeping the process alive, until the server stops. */
export interface ServerConnection {
  readonly admin: Client
  /** The templates that this process knows to be there, by their keys. */
  readonly templates: Map<string, string>
  /** Makes a database like a template, or empty, and returns its name. With `isAhead`, further ones are made ahead of need. */
  readonly clone: (template: string | undefined, isAhead: boolean) => Promise<string>
  /** Drops a database. */
  readonly drop: (name: string) => Promise<void>
}

/** Returns the connection to a server. */
export function connectionTo(address: PostgresAddress): Promise<ServerConnection> {
  return sharedConnection('postgres', address, () => openConnection(address))
}

async function openConnection(address: PostgresAddress): Promise<ServerConnection> {
  const admin = await openClient(address, { max: 3, hasArrays: false, name: 'portside' })
  const { version } = await firstRow(
    admin.query<{ version: number }>("select current_setting('server_version_num')::int as version"),
  )
  const strategy = version >= 150_000 ? ' strategy file_copy' : ''
  const aheadOf = new Map<string, Promise<string>[]>()
  const known = new Map<string, readonly TemplateSetting[]>()
  return { admin, templates: new Map(), clone, drop }

  function drop(name: string): Promise<void> {
    return dropDatabase(name, { admin, address })
  }

  async function clone(template: string | undefined, isAhead: boolean): Promise<string> {
    if (!isAhead || template === undefined) return make(template)
    const ahead = aheadOf.get(template) ?? []
    aheadOf.set(template, ahead)
    const first = ahead.shift()
    const name = await (first ?? make(template))
    refill(template, ahead)
    return name
  }

  /** One after the other: the server makes no two at once. */
  function refill(template: string, ahead: Promise<string>[]): void {
    const last = ahead.at(-1) ?? Promise.resolve('')
    if (ahead.length >= maxAhead) return
    const next = last.then(() => make(template))
    next.catch(() => undefined)
    ahead.push(next)
    void next.then(() => refill(template, ahead)).catch(() => void ahead.splice(0))
  }

  async function make(template: string | undefined): Promise<string> {
    const name = `db_${randomBytes(6).toString('hex')}`
    await admin.query(`create database ${name}${template === undefined ? '' : ` template ${template}${strategy}`}`)
    if (template === undefined) return name
    try {
      const found = await settingsOf(template)
      if (found.length > 0) await admin.execute(settingStatements(found, name))
    } catch (error) {
      await drop(name).catch(() => undefined)
      throw error
    }
    return name
  }

  /** A template does not change any more. */
  async function settingsOf(template: string): Promise<readonly TemplateSetting[]> {
    const found = known.get(template) ?? (await readSettings(template, admin.query))
    known.set(template, found)
    return found
  }
}
