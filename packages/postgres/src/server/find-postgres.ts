import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { StartContext } from '@portside/core/kit'
import { type BinaryFolder, findBinaries, programPath } from '@portside/service-kit'
import type { PostgresOptions } from '../postgres-options'
import { npmBinaries, npmPackage, npmVersion } from './npm-binaries'

const execute = promisify(execFile)
const versionLimitMs = 5000

/** Finds the programs of PostgreSQL. Throws an error that says how to get them on this system. */
export function findPostgres(
  { binaries, version }: PostgresOptions,
  { name, directory }: StartContext,
): Promise<BinaryFolder> {
  return findBinaries({
    service: name,
    product: version === undefined ? 'PostgreSQL' : `PostgreSQL ${version}`,
    programs: ['postgres', 'initdb'],
    option: { name: 'binaries', value: binaries },
    variable: 'PORTSIDE_POSTGRES_BIN',
    npm: () => npmBinaries(directory),
    npmPackage,
    tool: ['pg_config', '--bindir'],
    folders: usualFolders,
    ...(version !== undefined && { faultOf: (folder: string) => versionFault(folder, version) }),
    packages: {
      debian: 'postgresql',
      fedora: 'postgresql-server',
      alpine: 'postgresql',
      arch: 'postgresql',
      homebrew: 'postgresql@17',
      winget: 'PostgreSQL.PostgreSQL.17',
    },
  })
}

async function versionFault(folder: string, wanted: number): Promise<string | undefined> {
  const { major, text } = await postgresVersion(folder)
  return major === wanted ? undefined : `it is ${text || 'of an unknown version'}, not PostgreSQL ${wanted}`
}

/** A version of PostgreSQL. */
export interface PostgresVersion {
  readonly major: number
  /** As the program prints it: `'PostgreSQL 15.18'`. */
  readonly text: string
}

/** Asks the server program for its version, unless its npm package says it; `major` is 0 if it does not answer. */
export async function postgresVersion(folder: string, libraries?: string): Promise<PostgresVersion> {
  const packed = npmVersion(folder)
  if (packed !== undefined) return { major: Number.parseInt(packed, 10), text: `PostgreSQL ${packed}` }
  const env = libraries === undefined ? undefined : { LD_LIBRARY_PATH: libraries }
  const asking = execute(programPath(folder, 'postgres'), ['--version'], { timeout: versionLimitMs, env })
  const { stdout } = await asking.catch(() => ({ stdout: '' }))
  const [, number = '', major = '0'] = /((\d+)[.\w]*)/.exec(stdout) ?? []
  return { major: Number(major), text: number === '' ? '' : `PostgreSQL ${number}` }
}

/** The folders of packages, the newest version first. */
function usualFolders(): readonly string[] {
  const versioned = [
    ...below('/usr/lib/postgresql', 'bin'),
    ...below('/usr/libexec', '', /^postgresql\d+$/),
    ...below('/usr', 'bin', /^pgsql-\d+$/),
    ...below('/opt/homebrew/opt', 'bin', /^postgresql@\d+$/),
    ...below('/usr/local/opt', 'bin', /^postgresql@\d+$/),
    ...below('C:\\Program Files\\PostgreSQL', 'bin'),
  ]
  return [...versioned, '/opt/homebrew/opt/postgresql/bin', '/usr/local/pgsql/bin', '/usr/pgsql/bin', '/usr/bin']
}

function below(parent: string, inside: string, pattern = /^\d+$/): readonly string[] {
  const names = namesIn(parent).filter((name) => pattern.test(name))
  const newest = names.sort((one, other) => versionIn(other) - versionIn(one))
  return newest.map((name) => join(parent, name, inside))
}

function versionIn(name: string): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 0)
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
