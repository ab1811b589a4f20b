import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { formatNumber, formatSummary, formatTable } from '../support/format-table.mjs'
import { describeMachine } from '../support/machine.mjs'
import { runRounds } from '../support/rounds.mjs'
import { summarise } from '../support/statistics.mjs'
import { installPackages, writeSuite } from './install-suites.mjs'
import { runners } from './runners.mjs'
import { timeSuite } from './time-suite.mjs'

/**
 * `node test/bench/suites/run.mjs [vitest|jest …] [--rounds 15] [--files 100] [--workers 4] [--out file]`: what portside costs a suite. Prints a table,
 * writes the JSON, and ends with 1 when a limit is not kept. Linux only.
 */
const limits = { fileMs: 3, idleMs: 20 }
// The cost that a run pays once is measured with few files, whose noise is smaller than it, and in more rounds, which are short.
const fewFiles = 4
const fewFilesRounds = 4

const startedAt = new Date().toISOString()
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    rounds: { type: 'string', default: '15' },
    files: { type: 'string', default: '100' },
    workers: { type: 'string', default: '4' },
  },
})
const names = positionals.length === 0 ? Object.keys(runners) : positionals
const unknown = names.find((name) => runners[name] === undefined)
if (unknown !== undefined) throw new TypeError(`Expected ${Object.keys(runners).join(', ')}, got ${unknown}`)
const [rounds, files, workers] = [values.rounds, values.files, values.workers].map(Number)

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'portside-suites-')))
try {
  installPackages(folder, names)
  const rows = []
  for (const name of names) rows.push(...(await measure(name)))
  report(rows)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** All suites of a runner: those of few files interleaved, then those of many. */
async function measure(name) {
  const few = await measureFiles(name, fewFiles, rounds * fewFilesRounds)
  return [...few, ...(await measureFiles(name, files, rounds))]
}

async function measureFiles(name, count, times) {
  const jobs = Object.keys(runners[name].suites).map((suite) => ({ name, suite, files: count, workers }))
  const folders = jobs.map((job) => writeSuite(folder, job))
  for (const [at, job] of jobs.entries()) await timeSuite(folders[at], job)
  const samples = await runRounds(
    jobs.map((job, at) => () => timeSuite(folders[at], job)),
    { rounds: times, onRound: (round) => console.error(`${name}, ${count} files: round ${round + 1} of ${times}`) },
  )
  const plain = samples[jobs.findIndex(({ suite }) => suite === 'plain')]
  return jobs.map((job, at) => summary(job, samples[at], plain))
}

/** Rounds are compared one by one, since what else the machine does changes from round to round. */
function summary(job, samples, plain) {
  return {
    ...job,
    ms: summarise(samples.map(({ ms }) => ms)),
    moreMs: summarise(samples.map(({ ms }, round) => ms - plain[round].ms)),
    moreCpuMs: summarise(samples.map(({ cpuMs }, round) => cpuMs - plain[round].cpuMs)),
    starts: [...new Set(samples.map(({ starts }) => starts))],
    left: Math.max(...samples.map(({ left }) => left)),
  }
}

function report(rows) {
  const costs = names.map((name) => costOf(name, rows))
  const cells = rows.map(({ name, suite, files: count, ms, moreMs, moreCpuMs, starts, left }) => [
    name,
    suite,
    String(count),
    formatSummary(ms),
    suite === 'plain' ? '–' : formatSummary(moreMs),
    suite === 'plain' ? '–' : formatSummary(moreCpuMs),
    starts.join(' or '),
    String(left),
  ])
  console.log(`\n## A suite and its service, ms\n`)
  console.log(
    formatTable(['runner', 'suite', 'files', 'run', 'more than plain', 'processor time', 'starts', 'left'], cells, 2),
  )
  for (const { name, fileMs, fileCpuMs, idleMs, idleCpuMs } of costs)
    console.log(
      `\n${name}: ${formatNumber(fileMs)} ms (processor: ${formatNumber(fileCpuMs)}) for each file that takes the service, ${formatNumber(idleMs)} ms (${formatNumber(idleCpuMs)}) for a run that takes none`,
    )
  const isCounted = rows.every(
    ({ suite, starts, left }) => starts.join() === (suite === 'shared' ? '1' : '0') && left === 0,
  )
  if (!isCounted) console.log('\nA service was started more or less often than it should, or left.')
  const isKept = costs.every(({ fileMs, idleMs }) => fileMs < limits.fileMs && idleMs < limits.idleMs)
  if (!isKept) console.log(`\nNot within ${limits.fileMs} ms a file and ${limits.idleMs} ms a run.`)
  if (!isKept || !isCounted) process.exitCode = 1
  const file =
    values.out ?? join(import.meta.dirname, '../results', `${startedAt.replaceAll(/[:.]/g, '-')}-suites.json`)
  mkdirSync(dirname(file), { recursive: true })
  const result = { startedAt, machine: describeMachine(), rounds, limits, costs, rows }
  writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`)
  console.log(`Written to ${file}`)
}

/** The cost of a file is the difference of many files and few: starting and stopping the service is in both. */
function costOf(name, rows) {
  const median = (measure, suite, count) =>
    rows.find((row) => row.name === name && row.suite === suite && row.files === count)[measure].median
  const ofFile = (measure) =>
    (median(measure, 'shared', files) - median(measure, 'shared', fewFiles)) / (files - fewFiles)
  return {
    name,
    fileMs: ofFile('moreMs'),
    fileCpuMs: ofFile('moreCpuMs'),
    idleMs: median('moreMs', 'idle', fewFiles),
    idleCpuMs: median('moreCpuMs', 'idle', fewFiles),
  }
}
