import { globalState } from './global-state'

/** Prints a warning: its code, and its text in one or more lines. */
export type WarningPrinter = (code: string, text: string) => void

/** Each package has its own copy of this file. */
const state = globalState('warnings', (): { print: WarningPrinter } => ({ print: printLine }))

/**
 * Prints a warning on standard error, as a line of this package: Node's own warnings have the number of the process instead of what they are about.
 * `code` stands at the end of the first line.
 */
export function printWarning(code: string, text: string): void {
  state.print(code, text)
}

/** Has the warnings of this process printed by `print`, as a program does that writes other lines to standard error as well. */
export function printWarningsBy(print: WarningPrinter): void {
  state.print = print
}

/** Formats a warning as a line of this package. */
export function warningLine(code: string, text: string): string {
  const [first = '', ...others] = text.split('\n')
  return [`portside: ${first} (${code})`, ...others].join('\n')
}

function printLine(code: string, text: string): void {
  process.stderr.write(`${warningLine(code, text)}\n`)
}
