/**
 * The lines of `expected` that `output` does not have. Numbers (ports, process ids) and durations may be others; a line
 * that ends with `…` says how one begins.
 */
export function linesNotShown(expected: readonly string[], output: string): readonly string[] {
  const actual = output.split('\n').map(masked)
  return expected.filter((line) => {
    const wanted = masked(line.replace(/…$/, ''))
    return !actual.some((one) => (line.endsWith('…') ? one.startsWith(wanted) : one === wanted))
  })
}

function masked(line: string): string {
  return line
    .trim()
    .replace(/\s+\(?\d+(\.\d+)? ?m?s\)?$/, '')
    .replaceAll(/\d{2,}/g, '0')
    .replaceAll(/\s+/g, ' ')
}
