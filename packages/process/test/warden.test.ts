import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOutput } from '../src/child-output'
import { argumentsOf } from '../src/process-identity'
import { readProcessTable } from '../src/process-table'
import { buildRunner } from './support/build-runner'
import { survivorsOf } from './support/is-there'
import { pidsOf } from './support/pids-of'
import { server } from './support/server'
import { until } from './support/until'

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'portside-warden-'))
let program = ''
beforeAll(async () => {
  program = await buildRunner(join(folder, 'build'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const trees = ['plain', 'chain', 'ignores-signals', 'setsid', 'double-fork', 'twenty-children']

describe('the warden', () => {
  test.each(trees)('leaves nothing of %s when the runner is killed', async (name) => {
    const { runner, pids, directory } = await startRunner('killed', server(name))
    expect(survivorsOf(pids)).toEqual(pids)
    expect(readdirSync(directory)).toHaveLength(1)
    runner.kill('SIGKILL')
    await expectNothingLeft(pids, directory)
  })

  test.each(['process-exit', 'throws', 'unhandled-in-callback'])(
    'leaves nothing when the runner ends: %s',
    async (ending) => {
      const { pids, directory } = await startRunner(ending, server('plain'))
      await expectNothingLeft(pids, directory)
    },
  )

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing when the runner gets %s', async (signal) => {
    const { runner, pids, directory } = await startRunner('signalled', server('plain'))
    runner.kill(signal)
    await expectNothingLeft(pids, directory)
  })

  test('leaves nothing of a worker thread that ends, while the process lives on', async () => {
    const { runner, pids, directory } = await startRunner('worker-ends', server('plain'))
    await expectNothingLeft(pids, directory)
    expect(runner.exitCode).toBeNull()
    runner.kill('SIGKILL')
    await once(runner, 'exit')
  })

  test('is replaced when it is killed, and the next knows all', async () => {
    const { runner, pids, directory } = await startRunner('killed', server('double-fork'))
    const first = await wardenOf(runner)
    process.kill(first, 'SIGKILL')
    await until('there is another', async () => ![first, 0].includes(await wardenOf(runner)))
    runner.kill('SIGKILL')
    await expectNothingLeft(pids, directory)
  })

  test('needs less than 2 MB', async () => {
    const { runner, pids, directory } = await startRunner('killed', server('plain'))
    const status = readFileSync(`/proc/${await wardenOf(runner)}/status`, 'utf8')
    expect(Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1])).toBeLessThan(2048)
    runner.kill('SIGKILL')
    await expectNothingLeft(pids, directory)
  })

  test('lets a runner end that keeps no child alive, and ends that child', async () => {
    const { runner, pids, directory } = await startRunner('unref', server('plain'))
    if (runner.exitCode === null) await once(runner, 'exit')
    expect(runner.exitCode).toBe(0)
    await expectNothingLeft(pids, directory)
  })
})

interface StartedRunner {
  readonly runner: ChildProcess
  readonly pids: readonly number[]
  readonly directory: string
}

async function startRunner(ending: string, argv: readonly string[]): Promise<StartedRunner> {
  const directory = mkdtempSync(join(folder, 'run-'))
  mkdirSync(directory, { recursive: true })
  const runner = spawn(process.execPath, [program, directory, ending, JSON.stringify(argv)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const output = createOutput()
  runner.stdout.setEncoding('utf8').on('data', (chunk: string) => output.write(chunk))
  return { runner, pids: await pidsOf({ output }), directory }
}

/** The process id of the runner's warden; 0 when there is none. */
async function wardenOf(runner: ChildProcess): Promise<number> {
  const children = (await readProcessTable()).filter(({ ppid }) => ppid === runner.pid)
  return children.find((entry) => argumentsOf(entry).includes('portside-warden'))?.pid ?? 0
}

async function expectNothingLeft(pids: readonly number[], directory: string): Promise<void> {
  await until('nothing is left', () => survivorsOf(pids).length === 0 && readdirSync(directory).length === 0)
}
