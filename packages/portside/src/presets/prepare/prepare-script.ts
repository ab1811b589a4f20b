import type { CommandPlace, PreparedCommand } from '@portside/core/kit'
import { PortsideError } from '@portside/errors'
import { nearestNames } from '@portside/internal'
import { type AnyOptions, checkArguments, commandOptions } from '../preset-options'
import type { PresetSource } from '../preset-source'
import { checkVersion } from './check-version'
import { findTool, folderAbove } from './find-tool'
import { findPackageManager, runWords } from './package-manager'
import { lastWords, withOwn } from './prepare-preset'
import { readPackage } from './read-package'
import { recogniseScript } from './recognise-script'

/** Makes the command of a script: that of its tool, if a preset knows it, by the project's package manager. Throws `E_SPAWN_FAILED`. */
export async function prepareScript(
  plain: PresetSource,
  name: string,
  options: AnyOptions,
  place: CommandPlace,
): Promise<PreparedCommand> {
  const { folder, scripts } = findScripts(name, place)
  const manager = findPackageManager(folder)
  const { script, source = plain } = recogniseScript(scripts, name)
  checkArguments(source, options)
  const tool = source === plain ? { version: undefined } : await findTool(source, options, place)
  if ('title' in tool) checkVersion(source, tool, place)
  const chosen = await withOwn(commandOptions(source, options), source)
  const args = [...(options.args ?? []), ...lastWords(source, tool, chosen)]
  return { words: runWords(manager, script, args), options: chosen, hints: source.hints }
}

interface FoundScripts {
  readonly folder: string
  readonly scripts: Readonly<Record<string, string>>
}

/** Package managers run the scripts of the nearest `package.json`. */
function findScripts(name: string, { service, cwd }: CommandPlace): FoundScripts {
  const folder = folderAbove(cwd, 'package.json') ?? cwd
  const { scripts } = readPackage(folder) as { readonly scripts?: Readonly<Record<string, string>> }
  if (typeof scripts?.[name] === 'string' && Object.hasOwn(scripts, name)) return { folder, scripts }
  const names = Object.keys(scripts ?? {})
  const near = nearestNames(name, names)
  throw new PortsideError({
    code: 'E_SPAWN_FAILED',
    service,
    summary: `package.json has no script \`${name}\``,
    evidence: [`Looked in ${folder}`],
    hints: [
      near.length > 0
        ? `Near it ${near.length === 1 ? 'is' : 'are'} ${near.map((other) => `\`${other}\``).join(', ')}.`
        : `Its scripts are: ${names.join(', ') || 'none'}.`,
      'If the project is in another folder, set `cwd`.',
    ],
  })
}
