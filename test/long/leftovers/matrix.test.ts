import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Project } from '../../support/create-project'
import { type Ending, endings, isBeforeTests, signalOf } from './support/endings'
import { cellKey, matrixTable } from './support/matrix-table'
import { programs, stopTimeoutMs } from './support/programs'
import { type CellResult, runCell } from './support/run-cell'
import { createRunnersProject, runners } from './support/runners'

const limitMs = 1000 + stopTimeoutMs
const cells = new Map<string, CellResult>()
const isLinux = process.platform === 'linux'

let project: Project
beforeAll(async () => {
  if (isLinux) project = await createRunnersProject()
})
afterAll(async () => {
  console.log(matrixTable(cells))
  await project?.remove()
})

// Every run starts all programs at once, so that a cell shows what is left of each.
describe.skipIf(!isLinux).each(runners)('$name leaves nothing (skipped: needs /proc to see it)', (runner) => {
  const { without } = runner
  test.each(endings.filter((ending) => without[ending] === undefined))('%s', async (ending) => {
    const cell = await runCell(project, runner, ending)
    cells.set(cellKey(runner, ending), cell)
    const { services, own, ports, files } = cell.left
    expect({ services, own, ports, files }, cell.output).toEqual({ services: [], own: [], ports: [], files: [] })
    expect(cell.elapsedMs - cell.stalledMs).toBeLessThan(limitMs)
    expect(cell.hasEnded, cell.output).toBe(true)
    expect(cell.code === 0, cell.output).toBe(ending === 'ends' || runner.passes[ending] !== undefined)
    expect(cell.hasRun, cell.output).toBe(!isBeforeTests(ending))
    // The same look that finds nothing now found everything while the run went on.
    if (signalOf(ending) !== undefined) expect(seenIn(cell)).toEqual(expectedOf(ending))
    if (ending === 'worker killed' && runner.hasWorkers) expect(cell.again).toEqual(cell.services)
  })

  test.skip.each(Object.entries(without))('%s (skipped: %s)', () => undefined)
})

function seenIn({ before }: CellResult): { readonly services: unknown; readonly ports: unknown } {
  expect(before?.own.length).toBeGreaterThan(0)
  return { services: [...new Set(before?.services)].sort(inOrder), ports: before?.ports }
}

/** Of services that are being started, only the one that reports so is there for certain. */
function expectedOf(ending: Ending): object {
  if (!isBeforeTests(ending)) return { services: [...programs], ports: [...programs] }
  return { services: expect.arrayContaining(['extra']) as unknown, ports: [] }
}

function inOrder(one: string, other: string): number {
  const order: readonly string[] = programs
  return order.indexOf(one) - order.indexOf(other)
}
