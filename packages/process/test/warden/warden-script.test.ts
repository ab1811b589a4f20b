import { once } from 'node:events'
import { mkdtempSync, existsSync, realpathSync, readFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { survivorsOf } from '../support/is-there'
import { missingShells, shells } from '../support/shells'
import { startOf, startServer, startWarden } from '../support/started-warden'
import { until } from '../support/until'

describe.skip.each(missingShells)('the warden in $name (skipped: it is not installed)', () => {
  test('has no shell to run in', () => undefined)
})

describe.each(shells)('the warden in $name', { timeout: 30_000 }, (shell) => {
  test.each(['plain', 'chain', 'ignores-signals', 'setsid', 'double-fork', 'twenty-children'])(
    'ends %s at the end of its input, and then itself',
    async (name) => {
      const warden = startWarden(shell)
      const { leader, pids } = await startServer(name)
      warden.stdin.end(`+g1 ${leader} ${startOf(leader)} TERM 200 \n`)
      await once(warden, 'exit')
      expect(survivorsOf(pids)).toEqual([])
    },
  )

  test('finds a child by its cookie that was only announced', async () => {
    const warden = startWarden(shell)
    const { pids } = await startServer('plain')
    warden.stdin.end('+g1 0 0 TERM 200 \n')
    await once(warden, 'exit')
    expect(survivorsOf(pids)).toEqual([])
  })

  test('finds a process that has no cookie by its id and start', async () => {
    const warden = startWarden(shell)
    const { leader, pids } = await startServer('plain', {})
    warden.stdin.end(`+g1 0 0 TERM 200 ${leader}:${startOf(leader)}\n`)
    await once(warden, 'exit')
    expect(survivorsOf(pids)).toEqual([])
  })

  test('leaves alone what it was told has gone, and ids that name another process by now', async () => {
    const warden = startWarden(shell)
    const { leader, pids } = await startServer('plain', {})
    const other = Number(startOf(leader)) + 1
    warden.stdin.write(`+g1 ${leader} ${startOf(leader)} TERM 200 \n+g11 ${leader} ${startOf(leader)} TERM 200 \n`)
    warden.stdin.end(`-g1\n-g11\n+g2 ${leader} ${other} TERM 200 ${leader}:${other}\n`)
    await once(warden, 'exit')
    expect(survivorsOf(pids)).toEqual(pids)
    process.kill(leader, 'SIGKILL')
    await until('the server has gone', () => survivorsOf(pids).length === 0)
  })

  test('keeps up with hundreds of services', { timeout: 10_000 }, async () => {
    const warden = startWarden(shell)
    const { leader, pids } = await startServer('plain', {})
    const numbers = Array.from({ length: 600 }, (_, index) => index + 2)
    const facts = `${leader} ${Number(startOf(leader)) + 1} TERM 200 ${leader}:1`
    for (const number of numbers) warden.stdin.write(`+g${number} 0 0 TERM 200 \n+g${number} ${facts}\n`)
    warden.stdin.write(`+g1 ${leader} ${startOf(leader)} TERM 200 \n`)
    for (const number of numbers) warden.stdin.write(`-g${number}\n`)
    warden.stdin.end()
    await once(warden, 'exit')
    expect(survivorsOf(pids)).toEqual([])
  })

  test('takes nothing for a key that is none', async () => {
    const warden = startWarden(shell)
    warden.stdin.end('+g1;kill ;kill\n-d1$(kill $$)\n+\n-\n\n+x1 y\n+g y\n')
    expect(await once(warden, 'exit')).toEqual([0, null])
  })

  test('spares a daemon by its name', async () => {
    const warden = startWarden(shell)
    const { leader, pids } = await startServer('double-fork')
    const daemon = pids[1] ?? 0
    warden.stdin.end(`+s1 sccache|sleep\n+g1 ${leader} ${startOf(leader)} TERM 200 \n`)
    await once(warden, 'exit')
    expect(survivorsOf(pids)).toEqual([daemon])
    process.kill(daemon, 'SIGKILL')
    await until('the daemon has gone', () => survivorsOf(pids).length === 0)
  })

  test('removes directories, whatever their names, and keeps those that were taken back', async () => {
    const warden = startWarden(shell)
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'portside-warden-'))
    const [first, second] = [join(folder, `it's "a"  $(x) *\\ `), join(folder, 'kept')]
    mkdirSync(join(first, 'below'), { recursive: true })
    mkdirSync(second)
    warden.stdin.end(`+d1 ${first}\n+d2 ${second}\n-d2\n`)
    await once(warden, 'exit')
    expect([first, second].map(existsSync)).toEqual([false, true])
    const last = startWarden(shell)
    last.stdin.end(`+d1 ${folder}\n`)
    await once(last, 'exit')
    expect(existsSync(folder)).toBe(false)
  })

  test('ignores the signals that end a session', async () => {
    const warden = startWarden(shell)
    const { leader, pids } = await startServer('plain')
    warden.stdin.write(`+g1 ${leader} ${startOf(leader)} TERM 200 \n`)
    const ignored = /^SigIgn:\s*(\w+)/m
    const signals = 0x1 | 0x2 | 0x4 | 0x4000
    await until('it ignores signals', () => {
      const [, mask = '0'] = ignored.exec(readFileSync(`/proc/${warden.pid}/status`, 'utf8')) ?? []
      return Number(BigInt(`0x${mask}`) & BigInt(signals)) === signals
    })
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const) warden.kill(signal)
    warden.stdin.end()
    expect(await once(warden, 'exit')).toEqual([0, null])
    expect(survivorsOf(pids)).toEqual([])
  })
})
