import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  cleanLedger,
  inspectLedger,
  openLedger,
  readLedger,
  spawnChild,
  type LedgerRun,
  type ListedRun,
} from '../../src/index'
import { survivorsOf } from '../support/is-there'
import { optionsOf } from '../support/options-of'
import { pidsOf } from '../support/pids-of'
import { expectNothingLeft, prepareRunners, wardenOf, type Runners, type StartedRunner } from '../support/runners'
import { server } from '../support/server'
import { until } from '../support/until'
import { withDirectory } from '../support/with-directory'

let runners: Runners
beforeAll(async () => {
  runners = await prepareRunners()
})
afterAll(() => runners.remove())

describe('a ledger', { timeout: 30_000 }, () => {
  test('lists what runs, in a file that only its user can read', () =>
    withDirectory(async (directory) => {
      const ledger = openLedger(join(directory, 'ledger'), { runId: 'run-1', project: '/project' })
      const child = await spawnChild(server('plain'), optionsOf())
      ledger.record(child, { service: 'api', command: 'node server.js', port: 8080 })
      const [run] = readLedger(join(directory, 'ledger'))
      expect(run).toMatchObject({ state: 'running', runId: 'run-1', project: '/project', runner: { pid: process.pid } })
      expect(run?.services).toMatchObject([
        { service: 'api', command: 'node server.js', port: 8080, leader: { pid: child.pid }, cookie: child.cookie },
      ])
      expect(statSync(run?.file ?? '').mode & 0o777).toBe(0o600)
      expect(statSync(join(directory, 'ledger')).mode & 0o777).toBe(0o700)
      await child.stop()
      ledger.forget(child)
      expect(readLedger(join(directory, 'ledger'))[0]?.services).toEqual([])
      ledger.close()
      expect(readdirSync(join(directory, 'ledger'))).toEqual([])
    }))

  test('is removed by the warden when the runner is killed', async () => {
    const { runner, pids, directory } = await runners.start('killed', server('plain'))
    runner.kill('SIGKILL')
    await expectNothingLeft({ pids, directory })
    await until('the ledger is empty', () => readdirSync(runners.ledger).length === 0)
  })

  test('is removed with what was being written when the runner was killed, by the warden or by the next run', async () => {
    const { runner } = await runners.start('killed', server('plain'))
    writeHalf()
    runner.kill('SIGKILL')
    await until('the ledger is empty', () => readdirSync(runners.ledger).length === 0)
    await leaveBehind('plain')
    writeHalf()
    await cleanLedger(runners.ledger)
    expect(readdirSync(runners.ledger)).toEqual([])
  })

  test.each(['plain', 'ignores-signals', 'double-fork'])('finds %s when the warden was killed too', async (name) => {
    const started = await leaveBehind(name)
    expect(survivorsOf(started.pids)).toEqual(started.pids)
    expect(readLedger(runners.ledger)).toMatchObject([{ state: 'stale' }])
    const [report] = await cleanLedger(runners.ledger)
    expect(report).toMatchObject({ service: 'test', isForced: name === 'ignores-signals' })
    await expectNothingLeft(started)
    expect(readLedger(runners.ledger)).toEqual([])
  })

  test('is cleaned once by several cleaners, also when one was killed meanwhile', async () => {
    const started = await leaveBehind('plain')
    const file = readLedger(runners.ledger)[0]?.file ?? ''
    renameSync(file, file.replace('.json', '.by-4194305.json'))
    const reports = await Promise.all([cleanLedger(runners.ledger), cleanLedger(runners.ledger)])
    expect(reports.flat()).toHaveLength(1)
    await expectNothingLeft(started)
  })

  test('never judges what another machine or PID namespace has written', () =>
    withDirectory(async (directory) => {
      const child = await spawnChild(server('plain'), optionsOf())
      const pids = await pidsOf(child)
      const run = describeRun(directory, [child.pid, child.startTime, child.cookie])
      write(directory, 'machine', { ...run, system: { ...run.system, machine: 'elsewhere' } })
      write(directory, 'namespace', { ...run, system: { ...run.system, pidNamespace: 'pid:[1]' } })
      expect(readLedger(directory).map(({ state }) => state)).toEqual(['foreign', 'foreign'])
      expect(await cleanLedger(directory)).toEqual([])
      expect(survivorsOf(pids)).toEqual(pids)
      await child.stop()
    }))

  test('ends nothing for a run before the last boot, but removes its directories', () =>
    withDirectory(async (directory) => {
      const child = await spawnChild(server('plain'), optionsOf())
      const pids = await pidsOf(child)
      mkdirSync(join(directory, 'scratch-old'))
      const run = describeRun(directory, [child.pid, child.startTime, child.cookie])
      write(directory, 'old', {
        ...run,
        system: { ...run.system, bootId: randomUUID() },
        directories: [join(directory, 'scratch-old')],
      })
      expect(readLedger(directory)).toMatchObject([{ state: 'stale' }])
      expect(await cleanLedger(directory)).toEqual([])
      expect(survivorsOf(pids)).toEqual(pids)
      expect(existsSync(join(directory, 'scratch-old'))).toBe(false)
      await child.stop()
    }))

  test('removes what was never completed, once it is old', () =>
    withDirectory(async (directory) => {
      const names = ['old.1.json.new', 'fresh.1.json.new']
      for (const name of names) writeFileSync(join(directory, name), '{')
      utimesSync(join(directory, 'old.1.json.new'), 0, 0)
      await cleanLedger(directory)
      expect(readdirSync(directory)).toEqual(['fresh.1.json.new'])
    }))

  test('leaves a process alone that has the id of another', () =>
    withDirectory(async (directory) => {
      const child = await spawnChild(server('plain'), optionsOf())
      const pids = await pidsOf(child)
      write(directory, 'reused', describeRun(directory, [child.pid, (child.startTime ?? 0) - 1, cookie()]))
      expect(await cleanLedger(directory)).toMatchObject([{ isForced: false, strays: [] }])
      expect(survivorsOf(pids)).toEqual(pids)
      await child.stop()
    }))

  test('leaves out files that it does not understand and sets them aside, and does without a directory', () =>
    withDirectory(async (directory) => {
      writeFileSync(join(directory, 'half.json'), '{"runId":')
      for (const [index, text] of ['', 'null', '[]', '{}', '\0\u0001'].entries())
        writeFileSync(join(directory, `odd-${index}.json`), text)
      mkdirSync(join(directory, 'folder.json'))
      const run = describeRun(directory, [4194305, 1, cookie()])
      const [service] = run.services
      const later = [
        { services: { api: service } },
        { services: [{ ...service, tracked: 1 }] },
        { directories: undefined },
      ]
      for (const [index, change] of later.entries())
        write(directory, `later-${index}`, { version: 9, ...run, ...change } as never)
      const names = readdirSync(directory)
      const before = inspectLedger(directory).distrusted
      expect(before.map(({ file }) => file)).toEqual(names.map((name) => join(directory, name)))
      expect(readLedger(directory)).toEqual([])
      expect(await cleanLedger(directory)).toEqual([])
      expect(readdirSync(directory)).toEqual(['set-aside'])
      expect(inspectLedger(directory).distrusted.map(({ file }) => file)).toEqual(
        names.map((name) => join(directory, 'set-aside', name)),
      )
      expect(readLedger(join(directory, 'nowhere'))).toEqual([])
      expect(() => openLedger(directory, { runId: '../x', project: '' })).toThrow(TypeError)
    }))
})

/** A stopped runner cannot replace its warden. */
async function leaveBehind(name: string): Promise<StartedRunner> {
  const started = await runners.start('killed', server(name))
  const warden = await wardenOf(started.runner)
  started.runner.kill('SIGSTOP')
  process.kill(warden, 'SIGKILL')
  started.runner.kill('SIGKILL')
  await until('both have gone', () => survivorsOf([warden, started.runner.pid ?? 0]).length === 0)
  return started
}

/** As a runner does that is killed between the two steps of a write. */
function writeHalf(): void {
  const [name = ''] = readdirSync(runners.ledger)
  writeFileSync(join(runners.ledger, `${name}.new`), '{')
}

/** A run whose runner has ended, as it is written by this machine. */
function describeRun(directory: string, [pid, startTime, cookie]: [number, number | undefined, string]): LedgerRun {
  const ledger = openLedger(directory, { runId: 'described', project: '' })
  const [run] = readLedger(directory)
  ledger.close()
  const facts = { service: 'api', command: 'node', startedAt: '2026-01-01T00:00:00.000Z', stopTimeoutMs: 300 }
  const service = { ...facts, leader: { pid, startTime }, session: pid, cookie, tracked: [] }
  return { ...(run as ListedRun), runner: { pid: 4194305, startTime: 1 }, services: [service] }
}

function cookie(): string {
  return `${randomUUID()}.1`
}

function write(directory: string, name: string, run: LedgerRun): void {
  writeFileSync(join(directory, `${name}.${run.runner.pid}.json`), JSON.stringify({ ...run, runId: name }), {
    mode: 0o600,
  })
}
