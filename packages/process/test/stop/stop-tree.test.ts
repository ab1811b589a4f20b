import { describe, expect, test, vi } from 'vitest'
import { spawnChild } from '../../src/index'
import { signalGroup } from '../../src/stop/send-signal'
import { survivorsOf } from '../support/is-there'
import { optionsOf } from '../support/options-of'
import { pidsOf } from '../support/pids-of'
import { server } from '../support/server'
import { until } from '../support/until'

describe('stop', { timeout: 30_000 }, () => {
  test.each(['plain', 'twenty-children'])('ends a %s server by its signal', async (name) => {
    const child = await spawnChild(server(name), optionsOf())
    const pids = await pidsOf(child)
    expect(survivorsOf(pids)).toEqual(pids)
    const report = await child.stop()
    expect(report).toMatchObject({ service: 'test', signal: 'SIGTERM', isForced: false, killed: [], strays: [] })
    expect(await child.exited).toMatchObject({ signal: 'SIGTERM' })
    expect(survivorsOf(pids)).toEqual([])
  })

  test('reaches the end of a chain whose links pass no signal on', async () => {
    const child = await spawnChild(server('chain'), optionsOf())
    const pids = await pidsOf(child)
    expect(pids).toHaveLength(3)
    expect(await child.stop()).toMatchObject({ isForced: false, strays: [] })
    expect(survivorsOf(pids)).toEqual([])
  })

  test('kills what ignores the signal, and says so', async () => {
    const child = await spawnChild(server('ignores-signals'), optionsOf({ stopTimeoutMs: 1000 }))
    const pids = await pidsOf(child)
    const report = await child.stop()
    expect(report).toMatchObject({ isForced: true, killed: [{ pid: child.pid }] })
    expect(report.killed[0]?.command).toContain('ignores-signals.mjs')
    expect(report.elapsedMs).toBeGreaterThanOrEqual(1000)
    expect(child.output.text()).toContain('ignored SIGTERM')
    expect(survivorsOf(pids)).toEqual([])
  })

  test.each(['setsid', 'double-fork'])('ends what left the group: %s', async (name) => {
    const child = await spawnChild(server(name), optionsOf())
    const pids = await pidsOf(child)
    const report = await child.stop()
    expect(report).toMatchObject({ isForced: false, strays: [{ pid: pids[1], command: 'sleep 1000' }] })
    expect(survivorsOf(pids)).toEqual([])
  })

  test('ends the daemon of a command that has ended', async () => {
    const child = await spawnChild(server('daemonises'), optionsOf())
    const pids = await pidsOf(child)
    await child.exited
    expect(survivorsOf(pids)).toEqual(pids)
    await child.stop()
    expect(survivorsOf(pids)).toEqual([])
  })

  test('ends a process that is stopped', async () => {
    const child = await spawnChild(server('plain'), optionsOf())
    const pids = await pidsOf(child)
    process.kill(child.pid, 'SIGSTOP')
    expect(await child.stop()).toMatchObject({ isForced: false })
    expect(survivorsOf(pids)).toEqual([])
  })

  test('sends the signal that was asked for', async () => {
    const script = 'trap "echo quit; exit 4" QUIT; echo up; while :; do sleep 0.01; done'
    const child = await spawnChild(['sh', '-c', script], optionsOf({ stopSignal: 'SIGQUIT' }))
    await child.output.waitFor(/up/)
    expect(await child.stop()).toMatchObject({ signal: 'SIGQUIT', isForced: false })
    expect(await child.exited).toMatchObject({ code: 4 })
  })

  test('stops once, however often it is called', async () => {
    const child = await spawnChild(server('plain'), optionsOf())
    const stopping = child.stop()
    expect(child.stop()).toBe(stopping)
    expect(await child.stop()).toBe(await stopping)
  })

  test('goes on under the fake timers of a test', async () => {
    vi.useFakeTimers()
    try {
      const child = await spawnChild(server('ignores-signals'), optionsOf())
      const pids = await pidsOf(child)
      expect(await child.stop()).toMatchObject({ isForced: true })
      expect(await child.exited).toMatchObject({ signal: 'SIGKILL' })
      expect(survivorsOf(pids)).toEqual([])
    } finally {
      vi.useRealTimers()
    }
  })

  test('signals nobody for an id that names a group of others, or everybody', () => {
    for (const pid of [0, 1, -1, Number.NaN]) expect(signalGroup({ pid, startTime: undefined }, 0)).toBe(false)
  })

  test('has nothing to do for a child that has ended', async () => {
    const child = await spawnChild(['true'], optionsOf())
    await child.exited
    expect(await child.stop()).toMatchObject({ isForced: false, strays: [] })
  })

  test('leaves other children of the same run alone', async () => {
    const [first, second] = await Promise.all([
      spawnChild(server('plain'), optionsOf()),
      spawnChild(server('double-fork'), optionsOf()),
    ])
    const others = await pidsOf(second)
    await first.stop()
    expect(survivorsOf(others)).toEqual(others)
    await second.stop()
    expect(survivorsOf(others)).toEqual([])
  })

  test('stops many at once', async () => {
    const children = await Promise.all(
      Array.from({ length: 20 }, () => spawnChild(['sh', '-c', 'sleep 1000'], optionsOf())),
    )
    const reports = await Promise.all(children.map((child) => child.stop()))
    expect(reports.filter(({ isForced }) => isForced)).toEqual([])
    await until('all have gone', () => survivorsOf(children.map(({ pid }) => pid)).length === 0)
  })

  test('runs the stop command first, with the environment of the service', async () => {
    const options = optionsOf({ stopTimeoutMs: 5000, stopCommand: ['sh', '-c', 'kill -KILL $SERVER'] })
    const script = 'trap "" TERM; echo up; while :; do sleep 0.01; done'
    const first = await spawnChild(['sh', '-c', 'exec sleep 1000'], optionsOf())
    const env = { ...process.env, SERVER: String(first.pid) }
    const second = await spawnChild(['sh', '-c', script], { ...options, env })
    await second.output.waitFor(/up/)
    const stopping = second.stop()
    expect(await first.exited).toMatchObject({ signal: 'SIGKILL' })
    await second.kill()
    expect((await stopping).elapsedMs).toBeLessThan(5000)
    await first.stop()
  })

  test('sends the signal when the stop command is not there', async () => {
    const child = await spawnChild(
      server('plain'),
      optionsOf({ stopTimeoutMs: 60_000, stopCommand: 'no-such-command' }),
    )
    await pidsOf(child)
    await child.stop()
    expect(await child.exited).toMatchObject({ signal: 'SIGTERM' })
  })

  test('leaves a daemon running that goes by a name, and what that has started', async () => {
    const child = await spawnChild(server('double-fork'), optionsOf({ leaveRunning: ['sleep'] }))
    const [leader = 0, daemon = 0] = await pidsOf(child)
    expect(await child.stop()).toMatchObject({ strays: [], killed: [] })
    expect(survivorsOf([leader, daemon])).toEqual([daemon])
    process.kill(daemon, 'SIGKILL')
    await until('the daemon has gone', () => survivorsOf([daemon]).length === 0)
  })

  test('leaves nothing of a hidden daemon in a PID namespace', async () => {
    const child = await spawnChild(server('hides'), optionsOf({ contain: 'pidns' }))
    await child.output.waitFor(/pids: .*;/)
    const members = await child.members()
    expect(members.some(({ command }) => command === 'sleep 1000')).toBe(true)
    expect(await child.stop()).toMatchObject({ isForced: false })
    expect(survivorsOf(members.map(({ pid }) => pid))).toEqual([])
  })

  test.skipIf(process.platform !== 'linux')(
    'says so where no PID namespace can be made (skipped: only Linux has them)',
    async () => {
      // unshare(1) is not found there.
      vi.stubEnv('PATH', '/nowhere')
      const spawning = spawnChild(['true'], optionsOf({ contain: 'pidns' }))
      await expect(spawning).rejects.toMatchObject({
        code: 'E_SPAWN_FAILED',
        hints: [
          "Leave `contain: 'pidns'` out, or allow user namespaces (`sysctl kernel.unprivileged_userns_clone`, seccomp).",
        ],
      })
      vi.unstubAllEnvs()
    },
  )

  test.each([
    [{ stopSignal: 'TERM' as NodeJS.Signals }, 'stopSignal'],
    [{ stopTimeoutMs: -1 }, 'stopTimeoutMs'],
    [{ leaveRunning: ['a/b'] }, 'leaveRunning'],
    [{ contain: 'pidns', detaches: true } as const, 'contain'],
  ])('refuses %j', async (options, name) => {
    await expect(spawnChild(['true'], optionsOf(options))).rejects.toThrow(`Expected \`${name}\` to be`)
  })
})
