import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { CommandPlace } from '@portside/core/kit'
import { PortsideError } from '@portside/errors'
import type { AnyOptions } from '../preset-options'
import type { PresetSource } from '../preset-source'
import { findPackageManager, installLine } from './package-manager'
import { readPackage } from './read-package'

const execute = promisify(execFile)
const askMs = 20_000

/** A tool that was found in a project. */
export interface Tool {
  /** Its name in messages. */
  readonly title: string
  /** The words that start it. */
  readonly words: readonly string[]
  /** Its version; `undefined` if it is unknown. */
  readonly version: string | undefined
  /** The folder or program in which it was found. */
  readonly folder: string
  /** The command that installs a newer version, if that is known. */
  readonly install?: string
}

/** Finds the tool of a preset in the project of a service. Throws `E_SPAWN_FAILED` if it is not there. */
export async function findTool(source: PresetSource, options: AnyOptions, place: CommandPlace): Promise<Tool> {
  const { npm, python, gem, program, name } = source
  if (python !== undefined) return (await import('./find-python')).findPythonTool(source, options, place)
  if (gem !== undefined) return (await import('./find-ruby')).findRubyTool(source, options, place)
  if (npm !== undefined) return findNpmTool(source, npm, place)
  const words = [program ?? name]
  return { title: name, words, version: await printedVersion(source, place), folder: 'PATH' }
}

/** Asks a program for its version. One that is not there fails when it is started, with near names. */
async function printedVersion({ version }: PresetSource, { cwd, env }: CommandPlace): Promise<string | undefined> {
  const [program, ...args] = version ?? []
  if (program === undefined) return undefined
  const { stdout } = await execute(program, args, { cwd, env, timeout: askMs }).catch(() => ({ stdout: '' }))
  return /\d+(?:\.\d+)+/.exec(stdout)?.[0]
}

/** The program itself is found by `command()`, which looks into `node_modules/.bin` from the working directory upwards. */
function findNpmTool({ name, program = name }: PresetSource, npm: string, { service, cwd }: CommandPlace): Tool {
  const folder = folderAbove(cwd, join('node_modules', npm, 'package.json'))
  const install = installLine(findPackageManager(cwd), npm)
  // Yarn's Plug'n'Play keeps packages in archives, and finds their programs by itself.
  const pnp = folder === undefined ? folderAbove(cwd, '.pnp.cjs') : undefined
  if (pnp !== undefined) return { title: npm, words: ['yarn', 'run', program], version: undefined, folder: pnp }
  if (folder === undefined)
    throw new PortsideError({
      code: 'E_SPAWN_FAILED',
      service,
      summary: `the package ${npm} is not installed in this project`,
      evidence: [`Looked for node_modules/${npm} from ${cwd} upwards`],
      hints: [`Install it: \`${install}\`.`, 'If the project is in another folder, set `cwd`.'],
    })
  const path = join(folder, 'node_modules', npm)
  return { title: npm, words: [program], version: versionOf(path), folder: path, install }
}

/** Returns the nearest folder, from `start` upwards, that has `path`. */
export function folderAbove(start: string, path: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, path))) return folder
    if (dirname(folder) === folder) return undefined
  }
}

function versionOf(folder: string): string | undefined {
  const { version } = readPackage(folder)
  return typeof version === 'string' ? version : undefined
}
