import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { runProgram } from '../support/run-program'

const dist = join(repositoryRoot, 'packages/portside/dist')

// Each file of the build that is loaded with an entry, that entry included.
function loadedWith(entry: string): ReadonlySet<string> {
  const found = new Set([entry])
  // An entry that is added meanwhile is visited, too.
  for (const file of found) {
    const text = readFileSync(join(dist, file), 'utf8')
    const pattern = /^(?:import|export)\b[^;]*?['"]\.\/([^'"]+)['"]|^(?:var|const) .*= require\("\.\/([^"]+)"\)/gm
    for (const [, imported, required] of text.matchAll(pattern)) found.add(imported ?? required ?? '')
  }
  return found
}

// Node's own modules that a file of the build loads at once.
function builtinsOf(file: string): readonly string[] {
  const text = readFileSync(join(dist, file), 'utf8')
  const found = text.matchAll(/^(?:import\b.* from 'node:([\w/]+)'|(?:var|const) .*= .*require\("node:([\w/]+)"\))/gm)
  return [...found].map(([, imported, required]) => imported ?? required ?? '')
}

test.each([
  ['index.js', 2],
  ['vitest.js', 2],
  ['node-test.js', 2],
  ['playwright.js', 2],
  ['jest.js', 2],
  ['index.cjs', 2],
  // With its table, and what it shares with the part that is loaded when a service starts.
  ['presets.js', 4],
  ['presets.cjs', 4],
  // With what it shares with Jest's global setup.
  ['jest.cjs', 3],
])('a test file that imports %s loads %i files, and none that starts services or waits', (entry, count) => {
  const loaded = [...loadedWith(entry)]
  expect(loaded).toHaveLength(count)
  expect(loaded.filter((file) => /^(engine|waiting|remote-shares|main)-/.test(file))).toEqual([])
  // Each takes a quarter of a millisecond where nobody else has loaded it.
  expect(loaded.flatMap(builtinsOf).filter((name) => /^(net|os|events|child_process|crypto)$/.test(name))).toEqual([])
})

test('portside/vitest loads nothing of Vitest where no test runs, and says so to whoever asks for services there', async () => {
  const script = `import { portside, withServices } from ${JSON.stringify(join(dist, 'vitest.js'))}
    portside({ services: './services.ts' })
    try { withServices({}) } catch (error) { console.log(String(error)) }
    // Vitest keeps its matchers there.
    const symbols = Object.getOwnPropertySymbols(globalThis).map(String)
    console.log('loaded', symbols.some((symbol) => symbol.includes('jest-matchers')))`
  // A service that a worker starts inherits these from it.
  const env = { VITEST_WORKER_ID: '1' }
  const { output, code } = await runProgram([process.execPath, '--input-type=module', '-e', script], { env }).ended
  expect(output).toContain('TypeError: Expected Vitest to run this file')
  expect(output).toContain(
    "plugins: [portside({ services: './services.ts' })], with import { portside } from 'portside/vitest'",
  )
  expect(output).toContain('loaded false')
  expect(code).toBe(0)
})
