import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { importEntries, measureImport } from './measures/import.mjs'
import { installEntries, measureInstall } from './measures/install.mjs'
import { peers } from './peers.mjs'
import { describeMachine, installedVersions } from './support/machine.mjs'
import { readOptions } from './support/options.mjs'
import { tablesOf } from './support/print-tables.mjs'
import { pauseOf, runRounds } from './support/rounds.mjs'
import { notesOf, summariseImports, summariseTrials } from './support/summaries.mjs'
import { runTrial } from './support/trial.mjs'
import { runWaitingTrial } from './support/waiting-trial.mjs'

/** `node test/bench/run.mjs`: measures, prints the tables, and writes the JSON. `--help` lists the options. */
// A wait costs the same each time, and three seconds.
const mostWaitingRounds = 3
const controller = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(name, () => controller.abort(new Error(`Ended by ${name}`)))

try {
  const options = readOptions(process.argv.slice(2))
  if (options.help !== undefined) console.log(options.help)
  else await main(options)
} catch (error) {
  console.error(`bench: ${error.message}`)
  process.exitCode = error instanceof TypeError ? 2 : 1
}

async function main(options) {
  const startedAt = new Date().toISOString()
  const { trials, imports } = await measure(options)
  const results = [
    ...summariseTrials(trials, options.only),
    ...(imports.length > 0 ? [summariseImports(imports)] : []),
    ...(options.only.includes('install') ? [summariseInstalls()] : []),
  ]
  const notes = notesOf(trials)
  const file = options.out ?? join(import.meta.dirname, 'results', `${startedAt.replaceAll(/[:.]/g, '-')}.json`)
  writeResults(file, {
    startedAt,
    ...options,
    machine: describeMachine(),
    versions: installedVersions(installEntries),
    results,
    notes,
    samples: samplesOf(trials, imports),
  })
  console.log([tablesOf(results), ...notes.map((note) => `Note: ${note}`), `Written to ${file}`].join('\n\n'))
}

/** The rounds: each runs every peer and every import once. */
async function measure(options) {
  const { only, servers } = options
  const entries = peers.flatMap((peer) => entriesOf(peer, servers))
  const isTimed = only.includes('readiness') || only.includes('cycle')
  const timed = isTimed ? entries : []
  const modules = only.includes('import') ? importEntries : []
  const jobs = [...timed.map(trialJob(options)), ...modules.map(importJob)]
  const samples = await inRounds(jobs, options.rounds)
  const waits = only.includes('waiting') ? entries.filter(({ variant }) => variant.probe !== 'log') : []
  const waitSamples = await inRounds(waits.map(waitingJob(options)), Math.min(options.rounds, mostWaitingRounds))
  return {
    trials: [...withSamples(timed, samples), ...withSamples(waits, waitSamples)],
    imports: withSamples(modules, samples.slice(timed.length)),
  }
}

function entriesOf(peer, servers) {
  const kinds = servers.filter((server) => peer.servers?.includes(server) ?? true)
  return kinds.flatMap((server) => peer.variants.map((variant) => ({ peer, variant, server })))
}

function trialJob({ longestPauseMs }) {
  const { signal } = controller
  return (entry) => (round) => runTrial(entry, { pauseMs: pauseOf(round, longestPauseMs), signal })
}

function importJob(entry) {
  return () => measureImport(entry, controller.signal)
}

function waitingJob({ waitMs }) {
  return (entry) => () => runWaitingTrial(entry, { waitMs, signal: controller.signal })
}

async function inRounds(jobs, rounds) {
  const onRound = (round) => console.error(`bench: round ${round + 1} of ${rounds}`)
  return jobs.length === 0 ? [] : runRounds(jobs, { rounds, onRound })
}

function withSamples(entries, samples) {
  return entries.map((entry, at) => ({ ...entry, samples: samples[at] }))
}

function summariseInstalls() {
  const rows = installEntries.map((name) => measureInstall(name))
  return { measure: 'install', title: 'Installed with each tool', rows }
}

function samplesOf(trials, imports) {
  return [
    ...trials.map(({ peer, variant, server, samples }) => ({ peer: peer.name, ...variant, server, samples })),
    ...imports.map(({ specifier, how, samples }) => ({ module: specifier, how, samples })),
  ]
}

function writeResults(file, results) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`)
}
