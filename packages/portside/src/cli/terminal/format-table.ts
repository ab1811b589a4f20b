/** Rows under their headings, each column as wide as its longest cell; the last is not padded. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows]
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines.map((line) => `${padded(line, widths).trimEnd()}\n`).join('')
}

function padded(line: readonly string[], widths: readonly number[]): string {
  return line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
}
