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

/** `node test/bench/run.mjs`: measures, prints the tables, and writes the JSON. `--help` tells the options. */
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
async function measure({ rounds, only, longestPauseMs }) {
  const { signal } = controller
  const entries = only.includes('readiness') || only.includes('cycle') ? peers.flatMap(entriesOf) : []
  const modules = only.includes('import') ? importEntries : []
  const jobs = [
    ...entries.map((entry) => (round) => runTrial(entry, { pauseMs: pauseOf(round, longestPauseMs), signal })),
    ...modules.map((entry) => () => measureImport(entry, signal)),
  ]
  const onRound = (round) => console.error(`bench: round ${round + 1} of ${rounds}`)
  const samples = jobs.length === 0 ? [] : await runRounds(jobs, { rounds, onRound })
  const withSamples = (entry, at) => ({ ...entry, samples: samples[at] })
  return {
    trials: entries.map(withSamples),
    imports: modules.map((entry, at) => withSamples(entry, entries.length + at)),
  }
}

function entriesOf(peer) {
  return peer.variants.map((variant) => ({ peer, variant }))
}

function summariseInstalls() {
  const rows = installEntries.map((name) => measureInstall(name))
  return { measure: 'install', title: 'Installed with each tool', rows }
}

function samplesOf(trials, imports) {
  return [
    ...trials.map(({ peer, variant, samples }) => ({ peer: peer.name, ...variant, samples })),
    ...imports.map(({ specifier, how, samples }) => ({ module: specifier, how, samples })),
  ]
}

function writeResults(file, results) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`)
}
