/** Formats rows under their headings, each column as wide as its longest cell; the last is not padded. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows]
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines.map((line) => `${padded(line, widths).trimEnd()}\n`).join('')
}

function padded(line: readonly string[], widths: readonly number[]): string {
  return line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
}

/** Formats rows of a name and a value, with the values in one column. */
export function formatRows(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`).join('')
}

const units: readonly (readonly [number, string])[] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
]

/** Formats a duration in its largest unit: `3 minutes`. */
export function formatAge(elapsedMs: number): string {
  const [unitMs, unit] = units.find(([length]) => elapsedMs >= length) ?? [1000, 'second']
  const count = Math.max(0, Math.floor(elapsedMs / unitMs))
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
