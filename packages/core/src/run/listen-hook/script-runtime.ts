import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const managers = new Set(['npm', 'pnpm', 'yarn'])
/** Words before a program that are none: variables, and programs that only set them. */
const isPrefix = (word: string): boolean => /^\w+=/.test(word) || ['exec', 'env', 'cross-env', 'npx'].includes(word)
/** Scripts that call each other for ever would never end. */
const mostScripts = 8

/**
 * Returns the program that stays in the foreground of a command below npm scripts that call others: the last one of each script. `directory` is the
 * folder of the command.
 */
export function lastProgram(words: readonly string[], directory: string): string {
  let own = withoutPrefix(words)
  for (let steps = 0; steps < mostScripts; steps += 1) {
    const script = scriptOf(own, directory)
    if (script === undefined) break
    const last = script.split(/&&|\|\||[;&|]/).at(-1) ?? ''
    own = withoutPrefix(last.trim().split(/\s+/))
  }
  return basename(own[0] ?? '').replace(/\.exe$/i, '')
}

function withoutPrefix(words: readonly string[]): readonly string[] {
  return words.slice(
    Math.max(
      0,
      words.findIndex((word) => !isPrefix(word)),
    ),
  )
}

/** Returns the text of the script that a command line of a package manager runs. */
function scriptOf([program = '', ...args]: readonly string[], directory: string): string | undefined {
  const manager = basename(program).replace(/\.(?:cmd|exe)$/i, '')
  if (!managers.has(manager)) return undefined
  const [first, second] = args.filter((word) => !word.startsWith('-'))
  const name = first === 'run' || first === 'run-script' ? second : first
  const scripts = name === undefined ? undefined : scriptsAbove(directory)
  const script = name === undefined ? undefined : scripts?.[name]
  return typeof script === 'string' ? script : undefined
}

function scriptsAbove(directory: string): Readonly<Record<string, unknown>> | undefined {
  for (let folder = directory; ; folder = dirname(folder)) {
    try {
      const text = readFileSync(join(folder, 'package.json'), 'utf8')
      return (JSON.parse(text) as { readonly scripts?: Readonly<Record<string, unknown>> } | null)?.scripts
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || folder === dirname(folder)) return undefined
    }
  }
}
