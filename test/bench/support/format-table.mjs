/** Rows of cells as a Markdown table, the columns aligned: the first to the left, numbers to the right. */
export function formatTable(head, rows, leftColumns = 1) {
  const widths = head.map((cell, column) => Math.max(...[head, ...rows].map((row) => row[column].length), 3))
  const line = (cells) =>
    `| ${cells.map((cell, column) => pad(cell, widths[column], column < leftColumns)).join(' | ')} |`
  const rule = widths.map((width, column) => (column < leftColumns ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

function pad(cell, width, isLeft) {
  return isLeft ? cell.padEnd(width) : cell.padStart(width)
}

/** A number with as many digits as it deserves: 0.52, 12.3, 1,120; `–` where there is none. */
export function formatNumber(number) {
  if (number === undefined) return '–'
  const digits = Math.abs(number) < 10 ? 2 : Math.abs(number) < 100 ? 1 : 0
  return number.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** A median with its tenth and ninetieth percentile. */
export function formatSummary(summary) {
  if (summary === undefined) return '–'
  return `${formatNumber(summary.median)} (${formatNumber(summary.p10)}–${formatNumber(summary.p90)})`
}

/** How many times the reference a summary is; `–` where a ratio would say nothing. */
export function formatRatio(summary, reference) {
  if (summary === undefined || reference === undefined || reference.median <= 0) return '–'
  return `× ${formatNumber(summary.median / reference.median)}`
}
