// The connections of this process to servers, and the databases that wait for a test on each.
import { randomBytes } from 'node:crypto'
import { sharedConnection } from '@portside/service-kit'
import { type Client, openClient } from '../client'
import type { MysqlAddress } from '../mysql-address'
import { quoted } from '../names'
import { type CloneScript, makeClone, readCloneScript } from './clone'
import { dropDatabase } from './drop-database'
import { type LentDatabase, openPool } from './recycled-databases'
import { withDatabase, withLock } from './template'

/** The connection of this process to a server, by which databases are made and dropped. It stays open, without keeping the process alive, until the server stops. */
export interface ServerConnection {
  readonly admin: Client
  /** The client whose connections change the database that they use, and their settings. */
  readonly maker: Client
  /** The templates that this process knows to be there, by their keys. */
  readonly templates: Map<string, string>
  /** Makes a database like a template, or an empty one, and returns its name. */
  readonly clone: (template: string | undefined, name?: string) => Promise<string>
  /** Lends a database like a template that other tests had before, and that others get later. */
  readonly lend: (template: string) => Promise<LentDatabase>
  /** Drops a database. */
  readonly drop: (name: string) => Promise<void>
}

/** Returns the connection to a server. */
export function connectionTo(address: MysqlAddress): Promise<ServerConnection> {
  return sharedConnection('mysql', address, () => openConnection(address))
}

async function openConnection(address: MysqlAddress): Promise<ServerConnection> {
  const admin = await openClient(address, { max: 3 })
  const maker = await openClient(address, { max: 2 })
  const scripts = new Map<string, Promise<CloneScript>>()
  const pools = new Map<string, ReturnType<typeof openPool>>()
  const drop = (name: string): Promise<void> => dropDatabase(name, admin)
  return { admin, maker, templates: new Map(), clone, lend, drop }

  async function clone(template: string | undefined, name = `db_${randomBytes(6).toString('hex')}`): Promise<string> {
    if (template === undefined) await admin.query(`create database ${quoted(name)}`)
    else await makeClone(await scriptOf(template), name, maker)
    return name
  }

  function scriptOf(template: string): Promise<CloneScript> {
    const known = scripts.get(template)
    if (known !== undefined) return known
    const reading = withLock(template, address, () =>
      withDatabase(template, address, (client) => readCloneScript(client, template)),
    )
    scripts.set(template, reading)
    reading.catch(() => scripts.delete(template))
    return reading
  }

  async function lend(template: string): Promise<LentDatabase> {
    const pool = pools.get(template) ?? openPool({ template, address, admin, make: () => clone(template), drop })
    pools.set(template, pool)
    return pool.lend()
  }
}
