import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { CommandPlace } from '@portside/core/kit'
import { PortsideError } from '@portside/errors'
import type { AnyOptions } from '../preset-options'
import type { PresetSource } from '../preset-source'
import { folderAbove, type Tool } from './find-tool'

const execute = promisify(execFile)
const askMs = 20_000

/** Finds the gem of a preset: by Bundler where there is a `Gemfile`, else among the gems of the system. Throws `E_SPAWN_FAILED` if it is not there. */
export async function findRubyTool(source: PresetSource, _: AnyOptions, place: CommandPlace): Promise<Tool> {
  const { name, gem = name, program = name } = source
  const gemfile = gemfileOf(place)
  if (gemfile === undefined)
    return { title: gem, words: [program], version: await systemVersion(gem, place), folder: 'the gems of the system' }
  const words = ['bundle', 'exec', program]
  return { title: gem, words, version: lockedVersion(gemfile, gem), folder: gemfile, install: `bundle update ${gem}` }
}

/** Bundler looks for it from the working directory upwards, unless a variable names one. */
function gemfileOf({ cwd, env }: CommandPlace): string | undefined {
  const named = env['BUNDLE_GEMFILE']
  if (named !== undefined && named !== '') return named
  const folder = folderAbove(cwd, 'Gemfile')
  return folder === undefined ? undefined : join(folder, 'Gemfile')
}

/** Returns the version that Bundler has locked: four spaces before the name. */
function lockedVersion(gemfile: string, gem: string): string | undefined {
  const lock = join(
    dirname(gemfile),
    `${gemfile.endsWith('.rb') ? gemfile.slice(0, -3) : gemfile}.lock`.split('/').at(-1) ?? '',
  )
  if (!existsSync(lock)) return undefined
  return readFileSync(lock, 'utf8').match(new RegExp(`^ {4}${gem} \\(([\\d.]+)`, 'm'))?.[1]
}

const script = 'puts Gem::Specification.find_by_name(ARGV[0]).version'

async function systemVersion(gem: string, { service, cwd, env }: CommandPlace): Promise<string> {
  const { stdout } = await execute('ruby', ['-e', script, gem], { cwd, env, timeout: askMs }).catch(
    (cause: NodeJS.ErrnoException) => {
      throw new PortsideError({
        code: 'E_SPAWN_FAILED',
        service,
        summary: cause.code === 'ENOENT' ? '`ruby` was not found on PATH' : `the gem ${gem} is not installed`,
        evidence: [`No Gemfile from ${cwd} upwards, so the gems of the system are used`],
        hints: [
          `Install it: \`gem install ${gem}\`, or add it to a Gemfile. If the project is in another folder, set \`cwd\`.`,
        ],
        cause,
      })
    },
  )
  return stdout.trim()
}
