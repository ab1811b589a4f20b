import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { markedProcesses } from '../bench/support/marked-processes.mjs'

const execute = promisify(execFile)
const folder = await mkdtemp(join(tmpdir(), 'portside-bench-test-'))
const temporary = join(folder, 'tmp')
const timeoutMs = 600_000

interface Summary {
  readonly count: number
  readonly median: number
  readonly p10: number
  readonly p90: number
}

interface Results {
  readonly rounds: number
  readonly versions: Readonly<Record<string, string>>
  readonly notes: readonly string[]
  readonly results: readonly { readonly measure: string; readonly rows: readonly Record<string, unknown>[] }[]
}

afterAll(async () => rm(folder, { recursive: true, force: true }))

// The peers end processes by signals and shells that Windows has not.
test.skipIf(process.platform === 'win32')(
  'the benchmark measures every tool in each part, writes it as JSON, and leaves no process and no file (skipped: Windows)',
  { timeout: timeoutMs },
  async () => {
    const mark = `BENCH_TEST=${randomUUID()}`
    const { stdout, results } = await bench(mark, ['--quick', '--rounds', '1'])
    expect(results.notes).toEqual([])
    expect(rowCounts(results)).toEqual({
      readiness: 27,
      cycle: 14,
      startToStop: 10,
      waiting: 23,
      import: 8,
      install: 5,
    })
    expect(summariesOf(results).filter((summary) => !isSane(summary, results.rounds))).toEqual([])
    expect(Object.values(results.versions).every((version) => /^\d+\.\d+\.\d+/.test(version))).toBe(true)
    expect(stdout).toMatch(/\| Playwright webServer +\| python +\| http +\| +[\d,]+/)
    expect(markedProcesses(mark)).toEqual([])
    expect(await leftFiles()).toEqual([])
  },
)

// The programs are those of Linux, macOS and Windows, but the user is changed as Unix does.
test.skipIf(process.platform === 'win32')(
  'the benchmark of databases measures each way (skipped: Windows)',
  { timeout: timeoutMs },
  async () => {
    const program = join(repositoryRoot, 'test/bench/databases.mjs')
    const { stdout } = await execute(process.execPath, [program, '1'], { timeout: timeoutMs })
    for (const row of [/embedded-postgres +\| +[\d,.]+/, /asked for +\| +[\d,.]+/, /new connections +\| +[\d,.]+/])
      expect(stdout).toMatch(row)
  },
)

test('the benchmark refuses what it does not know, with exit code 2', async () => {
  const failure: unknown = await bench('BENCH_TEST=refused', ['--only', 'speed']).catch((error: unknown) => error)
  expect(failure).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Expected `--only` to be one of readiness'),
  })
})

/** Playwright keeps what it has compiled for its next run. */
async function leftFiles(): Promise<readonly string[]> {
  return (await readdir(temporary)).filter((name) => !name.startsWith('playwright-transform-cache'))
}

async function bench(mark: string, args: readonly string[]): Promise<{ stdout: string; results: Results }> {
  const [name = '', value] = mark.split('=')
  const out = join(folder, 'results.json')
  await mkdir(temporary, { recursive: true })
  const { stdout } = await execute(process.execPath, ['test/bench/run.mjs', '--out', out, ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, [name]: value, TMPDIR: temporary },
  })
  return { stdout, results: JSON.parse(await readFile(out, 'utf8')) as Results }
}

function rowCounts({ results }: Results): Record<string, number> {
  return Object.fromEntries(results.map(({ measure, rows }) => [measure, rows.length]))
}

function summariesOf({ results }: Results): readonly Summary[] {
  const cells = results.flatMap(({ rows }) => rows.flatMap((row) => Object.values(row)))
  return cells.filter((cell): cell is Summary => typeof cell === 'object' && cell !== null && 'median' in cell)
}

function isSane({ count, median, p10, p90 }: Summary, rounds: number): boolean {
  return count === rounds && [median, p10, p90].every(Number.isFinite) && p10 <= median && median <= p90 && p90 < 60_000
}
