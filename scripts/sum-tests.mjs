import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { repositoryRoot } from './support/repository-root.mjs'

/**
 * Prints what each Vitest project of the last `pnpm check` and matrix reported, and in the last line the sum of all: `N passed, N failed, N skipped`. Ends
 * with 1 when a test failed or none ran.
 */
const folder = join(repositoryRoot, 'node_modules/.cache/portside/results')
const sums = results().map(([name, result]) => [name, counts(result)])
const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((key) => sum(sums.map(([, entry]) => entry[key])))

if (passed + failed === 0) console.error('No test ran')
for (const [name, entry] of sums)
  console.log(`${name}: ${entry.passed} passed, ${entry.failed} failed, ${entry.skipped} skipped`)
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

function results() {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []
  return files.map((name) => [basename(name, '.json'), JSON.parse(readFileSync(join(folder, name), 'utf8'))])
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
