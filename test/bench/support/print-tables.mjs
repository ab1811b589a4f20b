import { formatNumber, formatRatio, formatSummary, formatTable } from './format-table.mjs'

/** The tables as Markdown: medians with the tenth and ninetieth percentile, and ratios to portside. */
export function tablesOf(results) {
  return results.map(({ measure, title, rows }) => `${title}\n\n${(formats[measure] ?? trialTable)(rows)}`).join('\n\n')
}

const formats = { import: importTable, install: installTable }

function trialTable(rows) {
  const cells = rows.map(({ peer, server, probe, defaults, best }) => {
    const reference = referenceOf(rows, server, probe)
    return [
      peer,
      server,
      probe,
      formatSummary(defaults),
      formatRatio(defaults, reference),
      formatSummary(best),
      formatRatio(best, reference),
    ]
  })
  return formatTable(
    ['tool', 'server', 'waits for', 'defaults', 'to portside', 'best settings', 'to portside'],
    cells,
    3,
  )
}

/** Rows are compared to portside's with the same server and probe; one that portside has not, to its TCP probe. */
function referenceOf(rows, server, probe) {
  const own = rows.filter((row) => row.peer === 'portside' && row.server === server)
  return (own.find((row) => row.probe === probe) ?? own.find((row) => row.probe === 'tcp'))?.defaults
}

function importTable(rows) {
  const reference = rows[0].ms
  const cells = rows.map(({ specifier, how, ms, megabytes }) => {
    return [specifier, how, formatSummary(ms), formatRatio(ms, reference), formatSummary(megabytes)]
  })
  return formatTable(['module', 'by', 'ms', 'to portside', 'MB'], cells, 2)
}

function installTable(rows) {
  const cells = rows.map(({ name, packages, megabytes }) => [name, String(packages), formatNumber(megabytes)])
  return formatTable(['package', 'packages', 'MB'], cells)
}
