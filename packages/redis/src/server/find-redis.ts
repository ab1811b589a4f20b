import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { StartContext } from '@portside/core/kit'
import { type BinaryFolder, findBinaries, findProgram } from '@portside/service-kit'
import type { RedisOptions } from '../redis-options'

const execute = promisify(execFile)
const versionLimitMs = 5000

/** The names of the server program; those of Valkey's packages are both. */
const program = ['redis-server', 'valkey-server']

/** Returns the path of the server program in a folder that was found. */
export function serverProgram(folder: string): string {
  return findProgram(folder, program) ?? folder
}

/** Finds the server program. Throws an error that says how to get it on this system. */
export function findRedis({ binaries, version }: RedisOptions, { name }: StartContext): Promise<BinaryFolder> {
  return findBinaries({
    service: name,
    product: version === undefined ? 'Redis or Valkey' : `Redis or Valkey ${version}`,
    programs: [program],
    option: { name: 'binaries', value: binaries },
    variable: 'PORTSIDE_REDIS_BIN',
    folders: () => usualFolders,
    ...(version !== undefined && { faultOf: (folder: string) => versionFault(folder, version) }),
    packages: { debian: 'redis-server', fedora: 'valkey', alpine: 'valkey', arch: 'valkey', homebrew: 'redis' },
  })
}

const usualFolders = [
  '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/opt/homebrew/opt/redis/bin', '/opt/homebrew/opt/valkey/bin', '/usr/local/opt/redis/bin',
  '/usr/local/opt/valkey/bin', '/opt/local/bin', '/usr/sbin',
] // prettier-ignore

/** The server program prints `Redis server v=7.0.15 …`. */
async function versionFault(folder: string, wanted: number): Promise<string | undefined> {
  const asking = execute(serverProgram(folder), ['--version'], { timeout: versionLimitMs })
  const { stdout } = await asking.catch(() => ({ stdout: '' }))
  const [, number = '', major = '0'] = /v=((\d+)[.\w]*)/.exec(stdout) ?? []
  return Number(major) === wanted ? undefined : `it is ${number || 'of an unknown version'}, not ${wanted}`
}
