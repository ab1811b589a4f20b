import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { repositoryRoot } from './support/repository-root.mjs'

/**
 * Prints what each Vitest project of the last `pnpm check` and matrix reported: first each test that failed, with its errors, since the reports above are
 * long; then the counts, and in the last line the sum of all: `N passed, N failed, N skipped`. Ends with 1 when a test failed or none ran.
 */
const folder = join(repositoryRoot, 'node_modules/.cache/portside/results')
const reports = results()
const sums = reports.map(([name, result]) => [name, counts(result)])
const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((key) => sum(sums.map(([, entry]) => entry[key])))

if (passed + failed === 0) console.error('No test ran')
for (const [name, result] of reports)
  for (const failure of failures(result)) console.log(`\nFAILED ${name}: ${failure}`)
for (const [name, entry] of sums)
  console.log(`${name}: ${entry.passed} passed, ${entry.failed} failed, ${entry.skipped} skipped`)
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

function results() {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []
  return files.map((name) => [basename(name, '.json'), JSON.parse(readFileSync(join(folder, name), 'utf8'))])
}

/** The failed tests of a report, and the files that could not be loaded, with what they say. */
function failures({ testResults }) {
  return testResults.flatMap(({ name, message, status, assertionResults }) => {
    const file = relative(repositoryRoot, name)
    if (status === 'failed' && assertionResults.length === 0) return [`${file}\n${indented(message)}`]
    return assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName, failureMessages }) => `${file}: ${fullName}\n${indented(failureMessages.join('\n'))}`)
  })
}

/** The first lines, without the frames of the runner itself. */
function indented(text) {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => !/^\s+at .*node_modules/.test(line))
  return lines.slice(0, 40).join('\n').replace(/^/gm, '    ')
}

/** Vitest's `json` reporter. A file that could not be loaded has no tests of its own, and counts as one that failed. */
function counts({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  return {
    passed: numPassedTests,
    failed: numFailedTests + unloaded.length,
    skipped: numPendingTests + numTodoTests,
  }
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}
