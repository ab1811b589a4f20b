import { styleText } from 'node:util'
import { withoutSudo } from '@portside/internal'
import { formatTable } from '../terminal/format-table'
import type { CheckResult } from './check'

const colours = { ok: 'green', warn: 'yellow', fail: 'red' } as const

/** Formats a table of the results, and below it the remedies. */
export function formatChecks(results: readonly CheckResult[], isColoured: boolean): string {
  const table = formatTable(
    ['STATE', 'CHECK', 'FACT'],
    results.map(({ state, name, fact }) => [state, name, fact]),
  )
  const fixes = results
    .filter(({ fix }) => fix !== undefined)
    .map(({ name, fix }) => `${name}: ${withoutSudo(fix ?? '')}\n`)
  return `${isColoured ? coloured(table) : table}${fixes.length === 0 ? '' : `\nWhat to do:\n${fixes.join('')}`}`
}

// Adds colours after the columns were measured: the codes of a colour have no width on a terminal.
function coloured(table: string): string {
  return table.replaceAll(/^(ok|warn|fail)\b/gm, (state) =>
    // The caller has already checked whether there is a terminal.
    styleText(colours[state as keyof typeof colours], state, { validateStream: false }),
  )
}
