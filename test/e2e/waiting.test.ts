import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processesWith } from '../support/leftovers'
import { repositoryRoot } from '../support/repository-root'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'
import { portsideModule } from './support/run-folder'
import { shownBy } from './support/shown-by'

const cli = join(repositoryRoot, 'packages/portside/dist/cli.js')
const escape = '\u001B'

// Marks the processes of one test, so that those that are left can be found.
let mark: string
let directory: string
beforeEach(async () => {
  mark = randomUUID()
  directory = await mkdtemp(join(tmpdir(), 'portside-test-'))
})
afterEach(async () => {
  expect(processesWith(mark)).toEqual([])
  await rm(directory, { recursive: true })
})

/** Runs `node -p "'ran'"` once an `api` that is slow, and a `web` that is not, are ready. */
function portsideRun(slowMs: number, ...options: readonly string[]): readonly string[] {
  const service = (name: string, ms: number) => `${name}=node ${serverPath('slow.mjs')} ${ms} ${mark}`
  const services = ['-s', service('api', slowMs), '--ready', '/health', '-s', service('web', 0), '--ready', '/']
  return [process.execPath, cli, 'run', ...services, ...options, '--', 'node', '-p', '"ran"']
}

/** Runs a program on a terminal of its own: script(1). */
function onTerminal(argv: readonly string[], env: Record<string, string> = {}, cwd = repositoryRoot) {
  const line = argv.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ')
  return runProgram(['script', '-qec', line, '/dev/null'], { cwd, env: { TERM: 'xterm', CI: 'false', ...env } })
}

describe('while services start', { timeout: 30_000 }, () => {
  test('a terminal shows a line for each, changed in place, and nothing of it stays', async () => {
    const { code, output } = await onTerminal(portsideRun(2500)).ended
    const waiting = /api +starting +(\d\.\d) s {2}503 Service Unavailable; waits until GET \/health/g
    const seconds = [...output.matchAll(waiting)].map(([, elapsed]) => Number(elapsed))
    expect(seconds.length).toBeGreaterThan(3)
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(1)
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b))
    expect(output).toMatch(/^web +ready +\d\.\d s\r$/m)
    expect(shownBy(output)).toEqual([
      expect.stringMatching(/^portside web is ready at /),
      expect.stringMatching(/^portside api is ready at /),
      'portside runs node -p "ran"',
      'ran',
      'portside has stopped all services',
    ])
    expect(code).toBe(0)
  })

  test('a terminal shows nothing of what takes less than a second', async () => {
    // Servers may take longer on a machine that is busy; these services take no time at all.
    await writeFile(
      join(directory, 'services.mjs'),
      `import { defineService, defineServices } from ${portsideModule}
       const service = () => defineService({ start: () => ({}) })
       export default defineServices({ api: service(), web: service() })`,
    )
    const { output } = await onTerminal([process.execPath, cli, 'run', '--', 'node', '-p', '"ran"'], {}, directory)
      .ended
    expect(output).toContain('portside api is ready')
    expect(output).toContain('ran')
    expect(output).not.toContain(escape)
  })

  test('plain lines say so elsewhere, after 5 seconds', async () => {
    const [ci, json] = await Promise.all([
      onTerminal(portsideRun(6000), { CI: 'true' }).ended,
      runProgram(portsideRun(6000, '--json')).ended,
    ])
    const reason = String.raw`503 Service Unavailable; waits until GET /health answers 2xx or 3xx \(127\.0\.0\.1:\d+\)`
    expect(ci.output).toMatch(new RegExp(String.raw`^portside api is not ready after 5 s: ${reason}`, 'm'))
    expect(ci.output).not.toContain(escape)
    const events = json.output.split('\n').filter((line) => line.startsWith('{'))
    const waits = events.map((line) => JSON.parse(line) as { event: string }).filter(({ event }) => event === 'waiting')
    expect(waits).toEqual([
      { event: 'waiting', name: 'api', elapsedMs: expect.any(Number), reason: expect.stringContaining('503') },
    ])
  })

  test('Ctrl-C leaves the terminal as it was', async () => {
    const run = onTerminal(portsideRun(60_000))
    await run.outputMatching(/web is ready/)
    await run.outputMatching(/api +starting/)
    for (const pid of processesWith('portside/dist/cli.js run').filter((each) => processesWith(mark).includes(each)))
      process.kill(pid, 'SIGINT')
    const { output } = await run.ended
    expect(shownBy(output)).toEqual([
      expect.stringMatching(/^portside web is ready at /),
      'portside has stopped all services (interrupted)',
    ])
  })
})
