import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { StartContext } from '@portside/core/kit'
import { type BinaryFolder, findBinaries, findProgram } from '@portside/service-kit'
import type { MongodbOptions } from '../mongodb-options'
import { downloadFolder } from './environment'

const execute = promisify(execFile)
const versionLimitMs = 5000
const npmPackage = 'mongodb-memory-server'

/** A server program that was found. */
export interface FoundServer extends BinaryFolder {
  /** The path of the program. */
  readonly program: string
}

/** Finds the server program. Throws an error that says how to get it on this system. */
export async function findMongod(
  { binaries, version }: MongodbOptions,
  { name, directory }: StartContext,
): Promise<FoundServer> {
  const packed = packedFolders(directory).map((path) => ({ path, names: packedNames(path) }))
  const wanted = packed.map(({ path, names }) => ({ path, names: names.filter((one) => isOf(one, version)) }))
  // If none is of the version, the error names those that are there.
  const withNames = [...wanted, ...packed].filter(({ names }) => names.length > 0)
  const program = ['mongod', ...withNames.flatMap(({ names }) => names)]
  const pathIn = (folder: string): string => findProgram(folder, program) ?? folder
  const found = await findBinaries({
    service: name,
    product: version === undefined ? 'MongoDB' : `MongoDB ${version}`,
    programs: [program],
    option: { name: 'binaries', value: binaries },
    variable: 'PORTSIDE_MONGODB_BIN',
    npm: () => withNames[0]?.path,
    npmPackage,
    folders: () => usualFolders,
    ...(version !== undefined && { faultOf: (folder: string) => versionFault(pathIn(folder), version) }),
    install,
  })
  return { ...found, program: pathIn(found.path) }
}

/** No repository of Debian, Fedora or Alpine has it. */
const install = [
  `Install it: \`npm install --save-dev ${npmPackage}\`, which downloads it. If install scripts are off, run \`node node_modules/${npmPackage}/postinstall.js\` then.`,
  "Or install MongoDB's own package: https://www.mongodb.com/docs/manual/administration/install-community/",
]

const usualFolders = [
  '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/opt/homebrew/opt/mongodb-community/bin', '/usr/local/opt/mongodb-community/bin',
  ...['8.2', '8.0', '7.0', '6.0'].map((version) => `C:\\Program Files\\MongoDB\\Server\\${version}\\bin`),
] // prettier-ignore

/** The folders in which mongodb-memory-server looks and downloads: that of its variable, that of the user, those of the project. */
function packedFolders(directory: string): readonly string[] {
  const own = downloadFolder()
  const parents = (folder: string): readonly string[] =>
    dirname(folder) === folder ? [folder] : [folder, ...parents(dirname(folder))]
  return [
    ...(own === undefined ? [] : [own]),
    join(homedir(), '.cache', 'mongodb-binaries'),
    ...parents(directory).map((folder) => join(folder, 'node_modules', '.cache', npmPackage)),
  ]
}

/** The names of its binaries, the newest version first: `mongod-x64-debian-8.0.4`. */
function packedNames(folder: string): readonly string[] {
  const names = namesIn(folder).filter((name) => /^mongod-.*\d+\.\d+\.\d+(\.exe)?$/.test(name))
  const plain = names.map((name) => name.replace(/\.exe$/, ''))
  return plain.sort((one, other) => other.localeCompare(one, 'en', { numeric: true }))
}

function isOf(name: string, version: number | undefined): boolean {
  return version === undefined || new RegExp(`-${version}\\.\\d+\\.\\d+$`).test(name)
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** The program prints `db version v8.0.4`. */
async function versionFault(program: string, wanted: number): Promise<string | undefined> {
  const { stdout } = await execute(program, ['--version'], { timeout: versionLimitMs }).catch(() => ({ stdout: '' }))
  const [, number = '', major = '0'] = /db version v((\d+)[.\w-]*)/.exec(stdout) ?? []
  return Number(major) === wanted ? undefined : `it is ${number || 'of an unknown version'}, not MongoDB ${wanted}`
}
