import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { StartContext } from '@portside/core/kit'
import { PortsideError } from '@portside/errors'
import { type BinaryFolder, findBinaries, findProgram, searchPath } from '@portside/service-kit'
import type { MysqlOptions } from '../mysql-options'

const execute = promisify(execFile)
const versionLimitMs = 5000
const serverNames = ['mariadbd', 'mysqld']
const installerNames = ['mariadb-install-db', 'mysql_install_db']

/** The programs of a server. */
export interface MysqlPrograms {
  readonly found: BinaryFolder
  /** The path of the server. */
  readonly server: string
  readonly isMariadb: boolean
  /** The product and its version: `'MariaDB 10.11.19'`; empty if the server does not answer. */
  readonly label: string
  /** The path of the program that initialises a data folder of MariaDB; MySQL does that itself. */
  readonly installer: string | undefined
  /** The folder below which the messages of the server are, such as `/usr`; `undefined` for where it looks by itself. */
  readonly base: string | undefined
}

/** Finds the programs of MariaDB or MySQL. Throws an error that says how to get them on this system. */
export async function findMysql(
  { binaries, version }: MysqlOptions,
  { name: service }: StartContext,
): Promise<MysqlPrograms> {
  const found = await findBinaries({
    service,
    product: `MariaDB or MySQL${version === undefined ? '' : ` ${version}`}`,
    programs: [serverNames],
    option: { name: 'binaries', value: binaries },
    variable: 'PORTSIDE_MYSQL_BIN',
    folders: usualFolders,
    ...(version !== undefined && { faultOf: (folder: string) => versionFault(folder, String(version)) }),
    packages: {
      debian: 'mariadb-server-core mariadb-client-core',
      fedora: 'mariadb-server',
      alpine: 'mariadb',
      arch: 'mariadb',
      homebrew: 'mariadb',
      winget: 'MariaDB.Server',
    },
  })
  const server = findProgram(found.path, serverNames) ?? ''
  const { isMariadb, label } = await askVersion(server)
  const installer = isMariadb ? findInstaller(found.path) : undefined
  if (isMariadb && installer === undefined) throw noInstaller(service, server)
  return { found, server, isMariadb, label, installer, base: baseOf(found.path) }
}

async function versionFault(folder: string, wanted: string): Promise<string | undefined> {
  const { label, number } = await askVersion(findProgram(folder, serverNames) ?? '')
  const isWanted = `${number}.`.startsWith(`${wanted}.`)
  return isWanted ? undefined : `it is ${label || 'of an unknown version'}, not ${wanted}`
}

interface MysqlVersion {
  readonly isMariadb: boolean
  readonly number: string
  readonly label: string
}

/** Asks a server for its version: `mariadbd  Ver 10.11.19-MariaDB-… for …`. One that does not answer is taken for MariaDB: its error comes when it is started. */
async function askVersion(server: string): Promise<MysqlVersion> {
  const asking = execute(server, ['--no-defaults', '--version'], { timeout: versionLimitMs })
  const { stdout } = await asking.catch(() => ({ stdout: '' }))
  const number = /\bVer (\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? ''
  const isMariadb = number === '' || /mariadb/i.test(stdout)
  return { isMariadb, number, label: number === '' ? '' : `${isMariadb ? 'MariaDB' : 'MySQL'} ${number}` }
}

/** Debian has it in /usr/bin and the server in /usr/sbin; archives have it in `scripts`. */
function findInstaller(folder: string): string | undefined {
  const parent = dirname(folder)
  const folders = [folder, join(parent, 'bin'), join(parent, 'scripts'), ...searchPath()]
  return folders.map((one) => findProgram(one, installerNames)).find((program) => program !== undefined)
}

function noInstaller(service: string, server: string): PortsideError {
  return new PortsideError({
    code: 'E_SPAWN_FAILED',
    service,
    summary: 'found MariaDB, but not the program that makes its data folder',
    evidence: [`The server is ${server}.`, `\`${installerNames.join('` or `')}\`: not found beside it or on PATH.`],
    hints: [
      'Install the whole server: some systems have a package of its own for this program (mariadb-server-utils).',
    ],
  })
}

const shares = ['share', 'share/mysql', 'share/mariadb']

/** An archive may be unpacked anywhere, and its server looks for its messages where it was built for. */
function baseOf(folder: string): string | undefined {
  const parent = dirname(folder)
  return shares.some((share) => existsSync(join(parent, share, 'english', 'errmsg.sys'))) ? parent : undefined
}

function usualFolders(): readonly string[] {
  return [
    '/usr/sbin',
    '/usr/libexec',
    '/usr/bin',
    '/usr/local/sbin',
    '/usr/local/libexec',
    '/usr/local/mysql/bin',
    ...['/opt/homebrew/opt', '/usr/local/opt'].flatMap((parent) => below(parent, /^(mariadb|mysql)(@|$)/)),
    ...below('C:\\Program Files', /^MariaDB \d/),
    ...below('C:\\Program Files\\MySQL', /^MySQL Server \d/),
  ]
}

function below(parent: string, pattern: RegExp): readonly string[] {
  try {
    const names = readdirSync(parent).filter((name) => pattern.test(name))
    return names.sort().map((name) => join(parent, name, 'bin'))
  } catch {
    return []
  }
}
