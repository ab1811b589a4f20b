import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'
import { isFull } from './support/settings'

const entry = join(repositoryRoot, 'packages/portside/dist/index.js')
const program = join(import.meta.dirname, 'programs/count-cycles.mjs')
const [cycles, restarts] = isFull ? [1000, 200] : [50, 20]

/** The bytes that one cycle may leave on the heap: less than a record of any size. They include late compilation and caches. */
const heapBytesEach = isFull ? 2_000 : 40_000

interface Held {
  readonly heapUsed: number
  readonly threads: number
  readonly descriptors: number
  readonly listeners: number
}

test.skipIf(process.platform !== 'linux')(
  `${cycles} starts and stops, and ${restarts} restarts, leave no descriptor, thread, listener or memory behind (skipped: only on Linux)`,
  async () => {
    // Code that V8 compiles again is no leak.
    const flags = ['--expose-gc', '--no-opt', '--no-sparkplug']
    const argv = [process.execPath, ...flags, program, entry, serverPath('plain.mjs'), `${cycles}`, `${restarts}`]
    const { output, code } = await runProgram(argv).ended
    expect(code, output).toBe(0)
    const [started, ended, restarted, last] = output.trim().split('\n').map((line) => JSON.parse(line) as Held) // prettier-ignore
    console.info(output)
    expectFlat(started, ended, cycles)
    expectFlat(restarted, last, restarts)
  },
  isFull ? 30 * 60_000 : undefined,
)

function expectFlat(before: Held | undefined, after: Held | undefined, count: number): void {
  if (before === undefined || after === undefined) return expect.unreachable('The program has reported nothing')
  const { heapUsed, descriptors, threads, listeners } = after
  expect({ descriptors, threads, listeners }).toEqual({
    descriptors: before.descriptors,
    threads: before.threads,
    listeners: before.listeners,
  })
  expect(heapUsed - before.heapUsed).toBeLessThan(count * heapBytesEach)
}
