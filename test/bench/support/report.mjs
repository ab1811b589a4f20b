import { appendFileSync, readFileSync } from 'node:fs'

const variable = 'BENCH_REPORT'

/** The environment that makes the programs of one trial write into `file`. */
export function reportEnvironment(file) {
  return { [variable]: file }
}

/** Notes facts of a trial (a record; bigints become text) for the process that measures. */
export function report(facts) {
  const text = JSON.stringify(facts, (_key, value) => (typeof value === 'bigint' ? String(value) : value))
  appendFileSync(process.env[variable], `${text}\n`)
}

/** Everything that the programs of a trial wrote, as one record. */
export function readReport(file) {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return Object.assign({}, ...lines.map((line) => JSON.parse(line)))
}
