/**
 * Prints a warning on standard error, as a line of this package: Node's own warnings have the number of the process instead of what they are about.
 * `code` stands at the end of the first line.
 */
export function printWarning(code: string, text: string): void {
  const [first = '', ...others] = text.split('\n')
  process.stderr.write([`portside: ${first} (${code})`, ...others, ''].join('\n'))
}
