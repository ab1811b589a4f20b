import type { StartContext } from '../../contract/start-context'
import { type CommandSpec, placeholderWords } from './check-command-options'
import { nearPlaceholders } from './placeholders'

/** Warns of words in braces that are nearly placeholders, once in a run for each service. */
export function warnOfBraces(spec: CommandSpec, { name, run }: StartContext): void {
  for (const [word, meant] of nearPlaceholders(placeholderWords(spec.commandLine, spec))) {
    const text = `${name}: \`${word}\` in its command stays as it is. Did you mean \`${meant}\`? \`placeholders: false\` keeps all braces, without this warning.`
    run.warnOnce('PORTSIDE_PLACEHOLDER', text, `${name} ${word}`)
  }
}
