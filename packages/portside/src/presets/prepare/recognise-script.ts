import type { PresetSource } from '../preset-source'
import { npmSources } from '../sources'

/** A script, and the preset that knows its tool. */
export interface RecognisedScript {
  /** The script that is run: another one if the script does nothing but run that. */
  readonly script: string
  /** The preset; absent if the script is run as it is. */
  readonly source?: PresetSource
}

const maxSteps = 5

/** Finds the preset that knows the tool of a script. The tool must come last, since a package manager adds arguments at the end. */
export function recogniseScript(scripts: Readonly<Record<string, string>>, name: string): RecognisedScript {
  let script = name
  for (let step = 0; step < maxSteps; step += 1) {
    const next = calledScript(scripts[script] ?? '')
    // The steps before and after the outer script would be left out.
    const hasHooks = scripts[`pre${script}`] !== undefined || scripts[`post${script}`] !== undefined
    if (next === undefined || scripts[next] === undefined || hasHooks) break
    script = next
  }
  const source = sourceOf(scripts[script] ?? '')
  return source === undefined ? { script: name } : { script, source }
}

/** Returns the script that a command runs, if that is all it does: arguments do not pass through `npm run`. */
function calledScript(line: string): string | undefined {
  const [, script] = /^\s*(?:npm|pnpm|yarn|bun)(?:\s+run|\s+run-script)?\s+([\w:.-]+)\s*$/.exec(line) ?? []
  return script
}

/** Programs that run another one, which is the next word that is no option. */
const runners = new Set(['cross-env', 'env', 'npx', 'bunx', 'exec', 'pnpm', 'yarn', 'npm', 'bun', 'dotenv', '--'])

function sourceOf(line: string): PresetSource | undefined {
  // A pipe, a program in the background or the output of another one: the last words are not the tool's.
  if (/[|`<>]|\$\(|(?<!&)&(?!&)/.test(line)) return undefined
  const words = (line.split(/&&|;/).at(-1) ?? '').trim().split(/\s+/)
  const at = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word) && !runners.has(word))
  const [program = '', command = ''] = words.slice(at)
  const subcommand = command.startsWith('-') ? '' : command
  return npmSources.find((source) => programsOf(source).includes(program) && commandsOf(source).includes(subcommand))
}

function programsOf({ program, name, scriptPrograms = [] }: PresetSource): readonly string[] {
  return [program ?? name, ...scriptPrograms]
}

function commandsOf({ command = [], scripts = command }: PresetSource): readonly string[] {
  return scripts
}
