import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

// A services file of ten definitions costs a test file 2 ms of processor time more than one of a single definition, and may cost 3 ms on a machine that does
// nothing else: the figure that is printed here. On one that is shared with others, only a cost of another order is a failure.
const limitMs = 10
const files = 12
const rounds = 2
const mark = randomUUID()
const runners = ['vitest', 'jest'] as const

let project: Project

beforeAll(async () => {
  project = await createProject(['vitest@4.1.12', 'jest@30.5.2'])
})
afterAll(async () => {
  await project.remove()
  expect(processesWith(mark)).toEqual([])
})

test.each(runners)(
  'ten definitions cost a test file in %s some milliseconds more than one, at most',
  async (runner) => {
    const counts = [1, 10]
    for (const count of counts) await project.write(suite(runner, count))
    const times = new Map(counts.map((count) => [count, Infinity]))
    for (let round = 0; round < rounds; round += 1)
      for (const count of counts)
        times.set(count, Math.min(times.get(count) ?? Infinity, await quarterMs(runner, count)))
    const oneMs = times.get(1) ?? 0
    const moreMs = (times.get(10) ?? Infinity) - oneMs
    console.log(`${runner}: ${moreMs.toFixed(1)} ms more, of ${JSON.stringify([...times])}`)
    // The machine is slow if the first definition takes longer than that.
    expect(moreMs).toBeLessThan(Math.max(limitMs, oneMs))
  },
)

/** Runs a suite, and returns the processor time that a file takes to load and to plan its services, at the lower quartile: the machine is busy with other tests. */
async function quarterMs(runner: string, count: number): Promise<number> {
  const cwd = join(project.directory, `${runner}${count}`)
  const args = runner === 'vitest' ? ['run', '--maxWorkers=1'] : ['--maxWorkers=1']
  const { code, output } = await runProgram([join(project.directory, 'node_modules/.bin', runner), ...args], { cwd })
    .ended
  const times = [...output.matchAll(/took (\d+\.\d+) ms/g)].map(([, ms]) => Number(ms)).sort((a, b) => a - b)
  expect(code, output).toBe(0)
  expect(times).toHaveLength(files)
  return times[Math.floor(files / 4)] ?? Infinity
}

function suite(runner: string, count: number): Readonly<Record<string, string>> {
  const folder = `${runner}${count}`
  const isJest = runner === 'jest'
  const load = (names: string, from: string) =>
    isJest ? `const { ${names} } = require('${from}')` : `import { ${names} } from '${from}'`
  const test = isJest ? jestFile : vitestFile
  const suffix = isJest ? 'js' : 'mjs'
  return {
    [`${folder}/services.${suffix}`]: [
      load('command, defineServices', 'portside'),
      ...definitions(count),
      `${isJest ? 'module.exports =' : 'export default'} defineServices({ ${names(count).join(', ')} })`,
    ].join('\n'),
    [isJest ? `${folder}/jest.config.js` : `${folder}/vitest.config.mjs`]: isJest
      ? `module.exports = require('portside/jest').portside({ services: './services.js' }, { transform: {} })`
      : `import { portside } from 'portside/vitest'
         export default { plugins: [portside({ services: './services.mjs' })] }`,
    ...Object.fromEntries(
      Array.from({ length: files }, (_, index) => [`${folder}/${index}.test.${suffix}`, test] as const),
    ),
  }
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `s${index}`)

/** A chain of services, each with the options that services mostly have. Only the first is started. */
function definitions(count: number): readonly string[] {
  const argv = JSON.stringify(['node', serverPath('plain.mjs'), mark])
  return names(count).map((name, index) => {
    if (index === 0) return `const s0 = command(${argv}, { ready: '/' })`
    const need = `s${index - 1}`
    return `const ${name} = command('node server.js --upstream {${need}.url}', {
      needs: { ${need} },
      env: ({ ${need} }) => ({ UPSTREAM_URL: ${need}.url, LEVEL: 'debug' }),
      ready: '/health',
      ports: { admin: 'lease' },
      startTimeoutMs: 20_000,
    })`
  })
}

const vitestFile = `
  import { expect } from 'vitest'
  import 'portside'
  import { withServices } from 'portside/vitest'
  const used = process.cpuUsage()
  const { default: services } = await import('./services.mjs')
  const test = withServices(services)
  const { user, system } = process.cpuUsage(used)
  const ms = (user + system) / 1000
  test('has it', ({ s0 }) => { expect(s0.port).toBeGreaterThan(0); console.log('took ' + ms.toFixed(2) + ' ms') })`

const jestFile = `
  require('portside')
  const { setupServices } = require('portside/jest')
  const used = process.cpuUsage()
  const services = setupServices(require('./services.js'), 's0')
  const { user, system } = process.cpuUsage(used)
  const ms = (user + system) / 1000
  test('has it', () => { expect(services.s0.port).toBeGreaterThan(0); process.stderr.write('took ' + ms.toFixed(2) + ' ms\\n') })`
