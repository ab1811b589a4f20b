/** A module of an application that reads its address when it is imported, and throws when there is none; it lists the names in the database. */
export const databaseModule = `
  import { execFileSync } from 'node:child_process'
  const url = process.env.DATABASE_URL
  if (url === undefined) throw new Error('DATABASE_URL is not set')
  export const address = url
  export const names = () => execFileSync('psql', [url, '-Atc', 'select name from whoami'], { encoding: 'utf8' }).trim()`

/** The same in CommonJS. */
export const commonDatabaseModule = databaseModule
  .replace(/import (.*) from (.*)/, 'const $1 = require($2)')
  .replaceAll(/export const (\w+)/g, 'const $1 = exports.$1')

/** A module that would use the database that happens to be there. */
export const carelessModule = `
  import { execFileSync } from 'node:child_process'
  const url = process.env.DATABASE_URL ?? process.env.TRAP_URL
  export const names = () => execFileSync('psql', [url, '-Atc', 'select name from whoami'], { encoding: 'utf8' }).trim()`

/** A services file whose database does not start. */
export const brokenServices = `
  import { command, defineServices } from 'portside'
  const db = command(['node', '-e', 'console.log("no such cluster"); process.exit(3)', process.env.MARK])
  export default defineServices({ db }, { env: ({ db }) => ({ DATABASE_URL: db.url }) })`

/** The addresses that tests have printed. */
export function addressesIn(output: string): readonly string[] {
  return [...output.matchAll(/uses (postgres:\S+)/g)].map(([, address = '']) => address)
}
