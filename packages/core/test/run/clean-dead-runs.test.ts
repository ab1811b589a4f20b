import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { builtPackage } from '../support/built-package'

const program = join(import.meta.dirname, '../programs/meet-leftover.mjs')
const inNamespace = ['-rp', '--fork', '--mount-proc']
const hasNamespaces = spawnSync('unshare', [...inNamespace, 'true']).status === 0
const state = mkdtempSync(join(tmpdir(), 'portside-test-'))
afterAll(() => rmSync(state, { recursive: true }))

interface Met {
  /** How long the start of the next run took. */
  readonly elapsedMs: number
  /** Whether the leftover was there after that start, and after that run. */
  readonly isLeft: boolean
  readonly isLeftAtEnd: boolean
  /** How long the next run took altogether. */
  readonly totalMs: number
  readonly wardens: number
  readonly pid: string
}

async function meetLeftover(stopTimeoutMs: number): Promise<Met & { warnings: readonly string[] }> {
  const argv = [process.execPath, program, await builtPackage(), String(stopTimeoutMs)]
  const env = { ...process.env, XDG_STATE_HOME: state }
  const { stdout, stderr } = await promisify(execFile)('unshare', [...inNamespace, ...argv], { env })
  const met = JSON.parse(stdout) as Met
  expect(met.wardens).toBe(1)
  return { ...met, warnings: stderr.match(/^portside: .*/gm) ?? [] }
}

describe.skipIf(!hasNamespaces)('a leftover of a dead run (skipped: needs unshare -rp)', { timeout: 60_000 }, () => {
  test('that ignores its signal holds up a start for two seconds, is named in one line, and is ended meanwhile', async () => {
    const { elapsedMs, isLeft, isLeftAtEnd, warnings, pid } = await meetLeftover(6000)
    expect(isLeft).toBe(true)
    expect(elapsedMs).toBeGreaterThan(1900)
    expect(elapsedMs).toBeLessThan(6000)
    expect(isLeftAtEnd).toBe(false)
    expect(warnings).toEqual([expect.stringContaining(`being ended: service (process ${pid}) of a run in `)])
  })

  test('keeps no process alive that has nothing else to do', async () => {
    const { isLeftAtEnd, totalMs } = await meetLeftover(40_000)
    expect(isLeftAtEnd).toBe(true)
    expect(totalMs).toBeLessThan(20_000)
  })

  test('that is killed soon is gone before a service starts', async () => {
    const { isLeft, elapsedMs } = await meetLeftover(200)
    expect(isLeft).toBe(false)
    expect(elapsedMs).toBeLessThan(6000)
  })
})
