import { describe, expect, test } from 'vitest'
import { spawnChild, type ProcessDescription } from '../../src/index'
import { survivorsOf } from '../support/is-there'
import { optionsOf } from '../support/options-of'
import { pidsOf } from '../support/pids-of'
import { server } from '../support/server'
import { until } from '../support/until'

const longMs = 20_000

describe('force', { timeout: longMs }, () => {
  test('kills what is being stopped and has not gone', async () => {
    const force = new AbortController()
    const child = await spawnChild(server('ignores-signals'), optionsOf({ stopTimeoutMs: longMs, force: force.signal }))
    const pids = await pidsOf(child)
    const stopping = child.stop()
    await child.output.waitFor(/ignored SIGTERM/)
    force.abort()
    const report = await stopping
    expect(report).toMatchObject({ isForced: true, killed: [{ pid: child.pid }] })
    expect(report.elapsedMs).toBeLessThan(longMs / 2)
    expect(survivorsOf(pids)).toEqual([])
  })

  test('kills what has left the group and does not go', async () => {
    const force = new AbortController()
    const argv = ['sh', '-c', 'setsid "$@" & exec sleep 1000', 'sh', ...server('ignores-signals')]
    const child = await spawnChild(argv, optionsOf({ stopTimeoutMs: longMs, force: force.signal }))
    const pids = await pidsOf(child)
    const stopping = child.stop()
    await child.output.waitFor(/ignored SIGTERM/)
    force.abort()
    expect(await stopping).toMatchObject({ isForced: true, killed: [{ pid: pids[0] }] })
    expect(survivorsOf([child.pid, ...pids])).toEqual([])
  })

  test('ends a stop command that hangs', async () => {
    const force = new AbortController()
    // An ignored signal stays ignored when a program takes the place of the shell: there is no moment in which a signal ends it.
    const stopCommand = ['sh', '-c', 'trap "" TERM INT HUP; exec sleep 1000']
    const child = await spawnChild(
      server('plain'),
      optionsOf({ stopTimeoutMs: longMs, stopCommand, force: force.signal }),
    )
    const pids = await pidsOf(child)
    const stopping = child.stop()
    await until('the stop command runs', async () => (await child.members()).some(isStopCommand))
    force.abort()
    const report = await stopping
    expect(report.killed.filter(isStopCommand)).toHaveLength(1)
    expect(report.elapsedMs).toBeLessThan(longMs / 2)
    expect(survivorsOf([...pids, ...report.strays.map(({ pid }) => pid)])).toEqual([])
  })

  test('leaves the stop command out and waits for nobody when it came first', async () => {
    const child = await spawnChild(
      server('ignores-signals'),
      optionsOf({ stopTimeoutMs: longMs, stopCommand: ['sleep', '1000'], force: AbortSignal.abort() }),
    )
    const pids = await pidsOf(child)
    expect(survivorsOf(pids)).toEqual(pids)
    const report = await child.stop()
    expect(report).toMatchObject({ isForced: true, strays: [] })
    expect(report.elapsedMs).toBeLessThan(longMs / 2)
    expect(survivorsOf(pids)).toEqual([])
  })
})

function isStopCommand({ command }: ProcessDescription): boolean {
  return command === 'sleep 1000'
}
