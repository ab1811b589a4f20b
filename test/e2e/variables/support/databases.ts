import { execFile, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { runProgram, type RunningProgram } from '../../../support/run-program'

const execute = promisify(execFile)
const withTrap = fileURLToPath(new URL('with-trap.mjs', import.meta.url))

/** The folder of Debian's PostgreSQL; `undefined` where it is not installed. */
export const postgresFolder = findPostgres()

/** The words for a test that is skipped. */
export const skipReason = 'skipped: without PostgreSQL'

/** Whether the trap is on PostgreSQL's own port, in a network namespace of the test; elsewhere it is on another one. */
const isOnDefaultPort =
  process.getuid?.() === 0 && spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).status === 0

// PostgreSQL refuses to run as root.
const asUser = process.getuid?.() === 0 ? 'setpriv --reuid=nobody --regid=nogroup --clear-groups ' : ''

/** Two databases: each has a table with one row, its name. */
export interface Databases {
  /** The text of a services file with the database `db`, whose URL has the password `s3cret`, and its variables. */
  readonly servicesFile: (options?: ServicesFile) => string
  /** Runs a program of a project beside the database `trap`; `DATABASE_URL` is the trap's, or is not set. */
  readonly runBesideTrap: (argv: readonly string[], options: TrapOptions) => RunningProgram
  readonly remove: () => Promise<void>
}

/** The parts of a services file. */
export interface ServicesFile {
  readonly scope?: 'run' | 'worker'
  /** More variables, as the text of properties. */
  readonly more?: string
  readonly isCommonJs?: boolean
}

/** The place and the shell of a program. */
export interface TrapOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Whether the shell has `DATABASE_URL`, with the address of the trap. */
  readonly isInShell?: boolean
  /** The folder of the program `node`. @default that of this process */
  readonly nodeFolder?: string
}

/** Makes the clusters. */
export async function createDatabases(): Promise<Databases> {
  const folder = await mkdtemp(join(tmpdir(), 'portside-databases-'))
  await chmod(folder, 0o777)
  await makeCluster(folder, 'own')
  await cp(join(folder, 'own'), join(folder, 'trap'), { recursive: true, preserveTimestamps: true })
  if (asUser !== '') await execute('chown', ['-R', 'nobody:nogroup', join(folder, 'trap')])
  await Promise.all(['own', 'trap'].map((name) => insertName(folder, name)))
  const script = join(folder, 'start.sh')
  await writeFile(script, startScript(folder))
  return {
    servicesFile: (options) => servicesFile(script, options),
    runBesideTrap: (argv, options) => runBesideTrap(script, argv, options),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

function findPostgres(): string | undefined {
  try {
    const [version] = readdirSync('/usr/lib/postgresql')
    return version === undefined ? undefined : join('/usr/lib/postgresql', version, 'bin')
  } catch {
    return undefined
  }
}

async function makeCluster(folder: string, name: string): Promise<void> {
  await shell(`${asUser}${postgresFolder}/initdb -D ${folder}/${name} --no-sync -A trust -U postgres`)
}

async function insertName(folder: string, name: string): Promise<void> {
  const sql = `create table whoami (name text); insert into whoami values ('${name}');`
  await shell(`echo "${sql}" | ${asUser}${postgresFolder}/postgres --single -D ${folder}/${name} postgres`)
}

async function shell(line: string): Promise<void> {
  await execute('sh', ['-c', line], { cwd: '/' })
}

/** Each instance has a copy of the cluster, and so workers have databases of their own. */
function startScript(folder: string): string {
  return `
    set -e
    data=${folder}/$1-$PORT-$$
    cp -a ${folder}/$1 $data
    exec ${asUser}${postgresFolder}/postgres -D $data -p $PORT -h $HOST -k $data -c fsync=off -c log_statement=none`
}

function servicesFile(script: string, { scope = 'run', more = '', isCommonJs = false }: ServicesFile = {}): string {
  const [imports, exported] = isCommonJs
    ? [`const { command, defineServices, probe } = require('portside')`, 'module.exports =']
    : [`import { command, defineServices, probe } from 'portside'`, 'export default']
  return `
    ${imports}
    const db = command(['sh', ${JSON.stringify(script)}, 'own', process.env.MARK], {
      ready: probe.postgres(), stopSignal: 'SIGINT', scope: '${scope}',
    })
    const unused = command(['node', '-e', 'process.exit(9)', process.env.MARK])
    ${exported} defineServices({ db, unused }, {
      env: ({ db }) => ({ DATABASE_URL: \`postgres://postgres:s3cret@127.0.0.1:\${db.port}/postgres\`, ${more} }),
    })`
}

function runBesideTrap(script: string, argv: readonly string[], options: TrapOptions): RunningProgram {
  const { cwd, env, isInShell, nodeFolder = dirname(process.execPath) } = options
  const beside = [withTrap, isOnDefaultPort ? '5432' : 'lease', script, ...argv]
  const namespace = ['unshare', '-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']
  return runProgram([...(isOnDefaultPort ? namespace : []), process.execPath, ...beside], {
    cwd,
    env: {
      ...env,
      PATH: [nodeFolder, process.env['PATH'] ?? '', postgresFolder].join(delimiter),
      ...(isInShell && { IN_SHELL: '1' }),
    },
  })
}
