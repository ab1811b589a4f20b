import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readProcessTable } from '../../src/table/process-table'
import { survivorsOf } from '../support/is-there'
import { server } from '../support/server'
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

  // A program that gives itself a title writes over its environment, and with it the cookie (Redis, nginx, PostgreSQL).
  test.skipIf(process.platform !== 'linux')(
    'finds a child that was only announced by the FIFO of its output',
    async () => {
      const warden = startWarden(shell)
      const directory = mkdtempSync(join(tmpdir(), 'portside-process-'))
      symlinkSync(directory, `${directory}-link`)
      const own = startWriter(join(directory, 'with space'))
      const other = startWriter(join(directory, 'other'))
      warden.stdin.end(`+o1 ${directory}-link/with space\n+g2 0 0 TERM 200 \n`)
      await once(warden, 'exit')
      const survivors = survivorsOf([own, other])
      for (const pid of survivors) process.kill(pid, 'SIGKILL')
      expect(survivors).toEqual([other])
      for (const path of [directory, `${directory}-link`]) rmSync(path, { recursive: true })
    },
  )

  test('leaves alone what was reported as gone, and ids that name another process by now', async () => {
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

  test('reads what services write while they end, and keeps no reader of a FIFO that nobody has open', async () => {
    const warden = startWarden(shell)
    const directory = mkdtempSync(join(tmpdir(), 'portside-process-'))
    const fifo = join(directory, 'with space')
    const unused = join(directory, 'unused')
    const outcome = join(directory, 'outcome')
    spawnSync('mkfifo', [fifo, unused])
    const end = openSync(fifo, 'r+')
    const [program = '', ...args] = server('talks-to-the-end', outcome)
    const child = spawn(program, args, { detached: true, stdio: ['ignore', end, 'ignore'] })
    // It waits for the line that says that the program is up.
    readSync(end, Buffer.alloc(100))
    closeSync(end)
    const pid = child.pid ?? 0
    warden.stdin.end(`+g1 ${pid} ${startOf(pid)} TERM 10000 \n+o2 ${fifo}\n+o3 ${unused}\n+d4 ${fifo}\n`)
    await once(warden, 'exit')
    expect(survivorsOf([pid])).toEqual([])
    expect(readFileSync(outcome, 'utf8')).toBe('none')
    const group = (await readProcessTable()).filter(({ pgid, state }) => pgid === warden.pid && state !== 'Z')
    expect(group).toEqual([])
    expect(readdirSync(directory).sort()).toEqual(['outcome', 'unused'])
    rmSync(directory, { recursive: true })
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

  test('leaves a daemon running by its name', async () => {
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

/** Starts a program without a cookie that writes to a new FIFO, which nobody else has open. */
function startWriter(fifo: string): number {
  spawnSync('mkfifo', [fifo])
  const end = openSync(fifo, 'r+')
  const { pid = 0 } = spawn('sleep', ['1000'], { detached: true, env: {}, stdio: ['ignore', end, end] })
  closeSync(end)
  return pid
}
