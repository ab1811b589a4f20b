import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { command, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { expectGone, isAlive } from '../../support/expect-gone'
import { serverPath } from '../../support/server-path'

const echo = `node ${serverPath('echo.mjs')}`
const daemonises = `setsid sh -c '"$@" >/dev/null 2>&1 &' daemon ${echo}`
// A stop that takes less has not waited for the stop time-out of 5 seconds.
const soonMs = 4000

describe.skipIf(process.platform !== 'linux')('a command that is stopped (skipped: it takes setsid and /proc)', () => {
  test('with `detaches`: ends with the daemon that it has left behind', async () => {
    const api = await start(command(daemonises, { shell: true, detaches: true }))
    const { pid } = (await (await api.fetch('/')).json()) as { pid: number }
    expect(pid).not.toBe(api.pid)
    await expect.poll(() => isAlive(Number(api.pid))).toBe(false)
    expect((await api.fetch('/')).status).toBe(200)
    await api.stop()
    await expectGone({ pid, port: api.port })
  })

  test('with `detaches`: has crashed when its daemon has', async () => {
    const api = await start(command(daemonises, { shell: true, detaches: true }))
    const { pid } = (await (await api.fetch('/')).json()) as { pid: number }
    process.kill(pid, 'SIGKILL')
    await expect.poll(async () => (await errorOf(api.fetch('/'))).code).toBe('E_CRASHED')
    await api.stop()
    await expectGone({ pid, port: api.port })
  })

  test('with `stopCommand`: ends by that, on its port, and needs no SIGKILL', async () => {
    const stopCommand = ['node', '-e', "fetch('{url}/quit')"]
    const api = await start(command(['node', serverPath('ends-by-request.mjs')], { stopCommand }))
    const startMs = performance.now()
    await api.stop()
    expect(performance.now() - startMs).toBeLessThan(soonMs)
    await expectGone(api)
  })

  test('with `leaveRunning`: leaves the daemon alone that goes by the name', async () => {
    const leave = `setsid sh -c 'sleep 1000 >/dev/null 2>&1 & echo daemon $!'; exec ${echo}`
    const api = await start(command(leave, { shell: true, leaveRunning: ['sleep'] }))
    const daemon = Number((await api.waitForOutput(/daemon (\d+)/))[1])
    await api.stop()
    expect(isAlive(daemon)).toBe(true)
    process.kill(daemon, 'SIGKILL')
    await expect.poll(() => isAlive(daemon)).toBe(false)
  })

  test.skipIf(!canContain())(
    'with `contain`: ends even a daemon that hides (skipped: not permitted here)',
    async () => {
      const api = await start(command(['node', serverPath('leaves-daemon.mjs')], { contain: 'pidns' }))
      expect(Number(await (await api.fetch('/')).text())).toBeLessThan(1000)
      await api.stop()
      await expectGone(api)
    },
  )
})

function canContain(): boolean {
  return spawnSync('unshare', ['--user', '--map-current-user', '--pid', '--fork', '--kill-child', 'true']).status === 0
}
