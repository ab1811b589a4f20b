import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createRunReport } from '../../src/supervisor/run-report'
import { noteWarnings } from '../support/warnings-of'

let folder: string
const warnings: string[] = []
let notes: ReturnType<typeof noteWarnings>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  warnings.length = 0
  notes = noteWarnings(({ message }) => warnings.push(message))
})
afterEach(() => {
  notes.end()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

describe('the report of a run', () => {
  test('is written where PORTSIDE_REPORT asks for it, over what was there', async () => {
    const file = join(folder, 'report.json')
    vi.stubEnv('PORTSIDE_REPORT', file)
    await createRunReport({ id: 'a-longer-name' }).write()
    await createRunReport({ id: 'run' }).write()
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ runId: 'run', services: [] })
    expect(warnings).toEqual([])
  })

  test.each(['a folder', 'nowhere', 'a pipe that nobody reads'])('to %s is one warning that names it', async (kind) => {
    const pipe = join(folder, 'pipe')
    spawnSync('mkfifo', [pipe])
    const files = { 'a folder': folder, nowhere: join(folder, 'no/report'), 'a pipe that nobody reads': pipe }
    vi.stubEnv('PORTSIDE_REPORT', files[kind as keyof typeof files])
    await createRunReport({ id: 'run' }).write()
    await setImmediate()
    expect(warnings).toEqual([
      expect.stringMatching(/^The report of the run is not written: Error: E.*`PORTSIDE_REPORT`/),
    ])
  })

  test('is not written where the variable is empty', async () => {
    vi.stubEnv('PORTSIDE_REPORT', '')
    await createRunReport({ id: 'run' }).write()
    await setImmediate()
    expect(warnings).toEqual([])
  })
})
