import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Project } from '../../support/create-project'
import { endings } from './support/endings'
import { type CellResult, runCell } from './support/run-cell'
import { createRunnersProject, runners } from './support/runners'

let project: Project
beforeAll(async () => (project = await createRunnersProject()))
afterAll(() => project.remove())

describe.each(runners)('$name', (runner) => {
  test.each(endings.filter((ending) => runner.without[ending] === undefined))('%s', async (ending) => {
    const cell = await runCell(project, runner, ending)
    console.log(
      runner.name,
      ending,
      cell.code,
      cell.signal,
      cell.hasEnded,
      cell.elapsedMs,
      JSON.stringify(cell.left),
      cell.again !== undefined,
    )
    expect(Object.values(cell.left).slice(0, 4).flat()).toEqual([])
  })
})
