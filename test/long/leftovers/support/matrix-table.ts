import { endings, type Ending } from './endings'
import type { CellResult } from './run-cell'
import { programs } from './programs'
import { runners, type Runner } from './runners'

type Cells = ReadonlyMap<string, CellResult>

/** The name of a cell in a map of results. */
export function cellKey(runner: Runner, ending: Ending): string {
  return `${runner.name}: ${ending}`
}

/**
 * The matrix as a table: for each runner and program the processes and ports that were left, then portside's own processes
 * and files, and how long it took until there was nothing. A dash is a cell that makes no sense.
 */
export function matrixTable(cells: Cells): string {
  const head = ['', ...endings]
  const rows = runners.flatMap((runner) => rowsOf(runner, cells))
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row.map((cell, column) => pad(cell, widths[column] ?? 0, column === 0)).join('  ')
  return [line(head), ...rows.map(line), ...notes(cells)].join('\n')
}

function rowsOf(runner: Runner, cells: Cells): readonly (readonly string[])[] {
  const row = (name: string, valueOf: (cell: CellResult) => number) => {
    const values = endings.map((ending) => {
      const cell = cells.get(cellKey(runner, ending))
      return cell === undefined ? '–' : String(valueOf(cell))
    })
    return [`${runner.name}, ${name}`, ...values]
  }
  const countOf =
    (name: string) =>
    ({ left }: CellResult) =>
      [...left.services, ...left.ports].filter((service) => service === name).length
  return [
    ...programs.map((program) => row(program, countOf(program))),
    row("portside's own", ({ left }) => left.own.length + left.files.length),
    row('gone after, ms', ({ elapsedMs }) => Math.round(elapsedMs)),
  ]
}

function pad(text: string, width: number, isLeft: boolean): string {
  return isLeft ? text.padEnd(width) : text.padStart(width)
}

/** The cells that make no sense, those that pass by the runner's own rules, and what runners leave of their own: the first are no gap, the others no fault of portside. */
function notes(cells: Cells): readonly string[] {
  const without = runners.flatMap(({ name, without }) =>
    Object.entries(without).map(([ending, reason]) => `– ${name}, ${ending}: ${reason}`),
  )
  const passes = runners.flatMap(({ name, passes }) =>
    Object.entries(passes).map(([ending, reason]) => `${name}, ${ending}: a success for the runner: ${reason}`),
  )
  const own = [...cells].filter(([, { left }]) => left.runner.length > 0)
  return [
    ...without,
    ...passes,
    ...own.map(([name, { left }]) => `${name}: the runner left ${left.runner.length} of its own`),
  ]
}
