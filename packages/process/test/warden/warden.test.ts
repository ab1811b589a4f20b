import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unshare } from '../../src/spawn/containment'
import { spawnChild } from '../../src/index'
import { canWriteGroup, isRemoved } from '../support/control-group'
import { readProcessTable } from '../../src/table/process-table'
import { carriersOf } from '../support/carriers-of'
import { survivorsOf } from '../support/is-there'
import { optionsOf } from '../support/options-of'
import { pidsOf } from '../support/pids-of'
import { expectNothingLeft, prepareRunners, wardenOf, type Runners } from '../support/runners'
import { server } from '../support/server'
import { until } from '../support/until'
import { withDirectory } from '../support/with-directory'

let runners: Runners
beforeAll(async () => {
  runners = await prepareRunners()
})
afterAll(() => runners.remove())

const hasPidNamespaces = spawnSync(unshare[0], [...unshare.slice(1), 'true']).status === 0
const memory = '/sys/fs/cgroup/memory'
const trees = ['plain', 'chain', 'ignores-signals', 'setsid', 'double-fork', 'twenty-children']

describe('the warden', { timeout: 30_000 }, () => {
  test.each(trees)('leaves nothing of %s when the runner is killed', async (name) => {
    const { runner, pids, directory } = await runners.start('killed', server(name))
    expect(survivorsOf(pids)).toEqual(pids)
    expect(readdirSync(directory)).toHaveLength(1)
    runner.kill('SIGKILL')
    await expectNothingLeft({ pids, directory })
  })

  test.each(['process-exit', 'throws', 'unhandled-in-callback'])(
    'leaves nothing when the runner ends: %s',
    async (ending) => {
      const { pids, directory } = await runners.start(ending, server('plain'))
      await expectNothingLeft({ pids, directory })
    },
  )

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing when the runner gets %s', async (signal) => {
    const { runner, pids, directory } = await runners.start('signalled', server('plain'))
    runner.kill(signal)
    await expectNothingLeft({ pids, directory })
  })

  test('leaves nothing when the runner fills its heap and aborts', async () => {
    const env = { NODE_OPTIONS: '--max-old-space-size=32' }
    const { runner, pids, directory } = await runners.start('fills-its-heap', server('plain'), env)
    await until('it has aborted', () => runner.signalCode === 'SIGABRT')
    await expectNothingLeft({ pids, directory })
  })

  test.skipIf(!canWriteGroup(memory))(
    'leaves nothing when the system runs out of memory (skipped: it takes a cgroup v1)',
    async () => {
      const { runner, pids, directory } = await runners.start('grows', server('plain'))
      const group = limitMemory(Number(runner.pid))
      const ended = once(runner, 'exit')
      runner.kill('SIGUSR2')
      expect(await ended).toEqual([null, 'SIGKILL'])
      await expectNothingLeft({ pids, directory })
      await until('its group is empty', () => isRemoved(group))
    },
  )

  test('leaves nothing of a worker thread that ends, while the process lives on', async () => {
    const { runner, pids, directory } = await runners.start('worker-ends', server('plain'))
    await expectNothingLeft({ pids, directory })
    expect(runner.exitCode).toBeNull()
    runner.kill('SIGKILL')
    await once(runner, 'exit')
  })

  test('is replaced when it is killed, and the next knows all', async () => {
    const { runner, pids, directory } = await runners.start('killed', server('double-fork'))
    const first = await wardenOf(runner)
    process.kill(first, 'SIGKILL')
    await until('there is another', async () => ![first, 0].includes(await wardenOf(runner)))
    runner.kill('SIGKILL')
    await expectNothingLeft({ pids, directory })
  })

  test('is started later where no more files may be opened, which fails a start and nothing else', () =>
    withDirectory(async (directory) => {
      const limited = ['sh', '-c', 'ulimit -n 60; exec "$@"', 'sh']
      const command = [...limited, ...runners.command(directory, 'without-files', server('plain'))]
      const runner = await spawnChild(command, optionsOf())
      const pids = await pidsOf(runner)
      const output = runner.output.text()
      expect(output).toContain('early: `sleep` could not be started: spawn sleep EMFILE (E_SPAWN_FAILED)')
      expect(output).toContain('raise the limit (`ulimit -n`)')
      expect(output.match(/What is started now may outlive this process/g)).toHaveLength(1)
      expect(output).not.toContain('TypeError')
      await runner.kill()
      await expectNothingLeft({ pids, directory })
      await runner.stop()
    }))

  test.skipIf(!hasPidNamespaces)(
    'and a stop end what ignores signals where /proc shows other processes (skipped: it takes user namespaces)',
    () =>
      withDirectory(async (directory) => {
        // Without --mount-proc, and with a process of its own as the first, whose end would be that of all.
        const init = [...unshare, 'sh', '-c', '"$@"; sleep 1000', 'sh']
        for (const ending of ['stops', 'throws']) {
          const command = [...init, ...runners.command(directory, ending, server('ignores-signals'))]
          const run = randomUUID()
          const child = await spawnChild(command, optionsOf({ env: { ...process.env, TEST_RUN: run } }))
          await pidsOf(child)
          await until('nothing is left', () => carriersOf(run).length === 0 && readdirSync(directory).length === 0)
          await child.stop()
        }
      }),
  )

  test('of a run inside of a run is left to do its work', () =>
    withDirectory(async (directory) => {
      const child = await spawnChild(runners.command(directory, 'killed', server('double-fork')), optionsOf())
      const pids = await pidsOf(child)
      const report = await child.stop()
      expect(report.isForced).toBe(false)
      expect(report.strays.filter(({ command }) => command.includes('portside-warden'))).toEqual([])
      await expectNothingLeft({ pids, directory })
    }))

  test('leaves nothing when the runner is killed in the middle of a start or a stop', async () => {
    for (let delayMs = 0; delayMs < 250; delayMs += 50) {
      const run = randomUUID()
      const env = { TEST_RUN: run }
      const { runner, pids, directory } = await runners.start('starts-and-stops', server('double-fork'), env)
      // No wait for a condition: any moment has to be safe, and these are some of them.
      await delay(delayMs)
      runner.kill('SIGKILL')
      await expectNothingLeft({ pids, directory })
      await until('no carrier is left', () => carriersOf(run).length === 0)
    }
  })

  test('ends when nothing is left to guard', async () => {
    const { runner, directory, pids } = await runners.start('stops', server('plain'))
    await until('the warden has ended', async () => (await wardenOf(runner)) === 0)
    expect(runner.exitCode).toBeNull()
    await expectNothingLeft({ pids, directory })
    runner.kill('SIGKILL')
  })

  test('reads what a service writes while it ends, so that the end of the runner neither breaks nor blocks it', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'outcome')
      const temporary = join(directory, 'temporary')
      mkdirSync(temporary)
      const command = server('talks-to-the-end', file)
      const { runner, pids, directory: guarded } = await runners.start('patient', command, { TMPDIR: temporary })
      const warden = await wardenOf(runner)
      expect(readdirSync(temporary)).toEqual([expect.stringMatching(/^portside-output-/)])
      runner.kill('SIGKILL')
      await expectNothingLeft({ pids, directory: guarded })
      expect(readFileSync(file, 'utf8')).toBe('none')
      await until('the folder of the FIFO is gone', () => readdirSync(temporary).length === 0)
      const group = async () => (await readProcessTable()).filter(({ pgid, state }) => pgid === warden && state !== 'Z')
      await until('the warden and its readers have ended', async () => (await group()).length === 0)
    }))

  test('needs less than 2 MB', async () => {
    const { runner, pids, directory } = await runners.start('killed', server('plain'))
    const status = readFileSync(`/proc/${await wardenOf(runner)}/status`, 'utf8')
    expect(Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1])).toBeLessThan(2048)
    runner.kill('SIGKILL')
    await expectNothingLeft({ pids, directory })
  })

  test('lets a runner end that keeps no child alive, and ends that child', async () => {
    const { runner, pids, directory } = await runners.start('unref', server('plain'))
    if (runner.exitCode === null) await once(runner, 'exit')
    expect(runner.exitCode).toBe(0)
    await expectNothingLeft({ pids, directory })
  })
})

/** Puts a process that runs, and nothing of what it has started, into a group that may take 32 MB more. */
function limitMemory(pid: number): string {
  const group = join(memory, `portside-${pid}`)
  mkdirSync(group)
  writeFileSync(join(group, 'memory.limit_in_bytes'), String(32 * 1024 * 1024))
  writeFileSync(join(group, 'cgroup.procs'), String(pid))
  return group
}
