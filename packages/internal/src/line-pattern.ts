/**
 * Returns the pattern that is searched in output: `^` and `$` are the begin and the end of each line, unless the pattern itself spans lines (it has a
 * line break). It keeps no state between searches.
 */
export function linePattern(pattern: RegExp): RegExp {
  const flags = pattern.flags.replaceAll(/[gmy]/g, '')
  const isMultiLine = pattern.multiline || !spansLines(pattern.source)
  return new RegExp(pattern.source, isMultiLine ? `${flags}m` : flags)
}

/** The source of a pattern spells a line break as `\n`, unless that backslash is itself escaped. */
function spansLines(source: string): boolean {
  return /(?<!\\)(?:\\\\)*\\[nr]/.test(source)
}
