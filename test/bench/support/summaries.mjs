import { cycle } from '../measures/cycle.mjs'
import { readiness } from '../measures/readiness.mjs'
import { startToStop } from '../measures/start-to-stop.mjs'
import { waiting } from '../measures/waiting.mjs'
import { summarise } from './statistics.mjs'

const trialMeasures = [readiness, cycle, startToStop, waiting]

/** The tables of the trials that were asked for: `trials` has a peer, a variant and the samples of each. */
export function summariseTrials(trials, only) {
  return trialMeasures
    .filter(({ part }) => only.includes(part))
    .map((measure) => ({ measure: measure.name, title: measure.title, rows: rowsOf(measure, trials) }))
}

/** A row for each peer, server and probe, with the peer's defaults and, where it has other settings, its best. */
function rowsOf({ valueOf, servers }, trials) {
  const measured = trials
    .filter(({ server }) => servers?.includes(server) ?? true)
    .map(({ peer, variant, server, samples }) => ({ peer, variant, server, values: valuesOf(samples, valueOf) }))
    .filter(({ values }) => values.length > 0)
  return measured
    .filter(({ variant }) => variant.isTuned !== true)
    .map((trial) => {
      const best = measured.find((other) => other.variant.isTuned && isSameButTuning(other, trial))
      return {
        peer: trial.peer.name,
        server: trial.server,
        probe: trial.variant.probe,
        defaults: summarise(trial.values),
        best: best && summarise(best.values),
        bestSettings: best && trial.peer.bestSettings,
      }
    })
}

function isSameButTuning(one, other) {
  return one.peer === other.peer && one.server === other.server && one.variant.probe === other.variant.probe
}

function valuesOf(samples, valueOf) {
  return samples
    .filter(({ failure }) => failure === undefined)
    .map(valueOf)
    .filter((value) => value !== undefined)
}

/** A row for each module: what loading it costs. */
export function summariseImports(imports) {
  const rows = imports.map(({ specifier, how, samples }) => {
    const good = samples.filter(({ failure }) => failure === undefined)
    return {
      specifier,
      how,
      ms: summarise(good.map(({ importMs }) => importMs)),
      megabytes: summarise(good.map(({ rssMb }) => rssMb)),
    }
  })
  return { measure: 'import', title: 'Import cost in a fresh process: ms, and MB of resident memory', rows }
}

/** Lists the failures, and the leftovers, by peer. */
export function notesOf(trials) {
  return trials.flatMap(({ peer, variant, server, samples }) => {
    const name = [peer.name, server, variant.probe, variant.isTuned ? 'best settings' : 'defaults'].join(', ')
    const failures = samples.filter(({ failure }) => failure !== undefined)
    const untidy = samples.filter(({ leftOver }) => leftOver > 0)
    return [
      ...(failures.length > 0
        ? [`${name}: ${failures.length} of ${samples.length} failed, the first: ${failures[0].failure}`]
        : []),
      ...(untidy.length > 0 ? [`${name}: left processes behind in ${untidy.length} of ${samples.length}`] : []),
    ]
  })
}
