import { basename } from 'node:path'
import { findPortOwner } from '@portside/ports'
import type { CheckResult } from './check'

const name = 'default ports'
const defaults = [
  [5432, 'PostgreSQL'],
  [3306, 'MySQL'],
  [6379, 'Redis'],
  [27_017, 'MongoDB'],
] as const

const fix =
  'A suite that is not given an address may use it and say nothing: give tests theirs by `env` in the services file, and run them once without that server'

/** Checks whether databases listen where clients look for them that are given no address. */
export async function checkDefaultPorts(): Promise<CheckResult> {
  const found = await Promise.all(defaults.map(([port, database]) => describeOwner(port, database)))
  const taken = found.filter((text) => text !== undefined)
  if (taken.length > 0) return { name, state: 'warn', fact: taken.join(', '), fix }
  return { name, state: 'ok', fact: `no database on ${defaults.map(([port]) => port).join(', ')}` }
}

async function describeOwner(port: number, database: string): Promise<string | undefined> {
  const owner = await findPortOwner(port)
  if (owner?.state !== 'listen') return undefined
  const program = basename(owner.command?.[0] ?? 'a process of another user')
  return `port ${port}, the default of ${database}, is taken by ${program}${owner.pid === undefined ? '' : ` (pid ${owner.pid})`}`
}
