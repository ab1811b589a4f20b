import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type OutputSink, prepareOutput, spawnChild } from '../../src/index'
import type { ReaderThread } from '../../src/output/reader-thread'
import { survivorsOf } from '../support/is-there'
import { optionsOf } from '../support/options-of'
import { server } from '../support/server'
import { until } from '../support/until'
import { withDirectory } from '../support/with-directory'

afterEach(() => vi.restoreAllMocks())

/** A sink that keeps everything. */
function createSink(): OutputSink & { text(): string } {
  const parts: Buffer[] = []
  return {
    write: (lines) => void parts.push(Buffer.from(lines)),
    close: () => undefined,
    text: () => Buffer.concat(parts).toString(),
  }
}

/** The thread that reads output in this process. */
function theThread(): ReaderThread | undefined {
  const state = globalThis as unknown as Record<symbol, { thread: ReaderThread | undefined } | undefined>
  return state[Symbol.for('portside.output-reader')]?.thread
}

async function nextMillisecond(): Promise<number> {
  const now = Date.now()
  while (Date.now() === now) await delay(1)
  return Date.now()
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}\n`).join('')

describe('the output of a child', { timeout: 30_000 }, () => {
  test('has both streams in the order in which they were written', async () => {
    const lines = 'i=0; while [ $i -lt 1000 ]; do i=$((i+1)); echo $((2*i-1)); echo $((2*i)) >&2; done'
    const child = await spawnChild(['sh', '-c', lines], optionsOf())
    await child.exited
    expect(child.output.text()).toBe(numbered(2000))
    await child.stop()
  })

  test.skipIf(process.platform !== 'linux')(
    'can be opened anew by the names of the streams, and nothing is lost (skipped: Linux opens them)',
    async () => {
      const script = join(__dirname, '..', 'servers', 'opens-anew.sh')
      const child = await spawnChild(['sh', script], optionsOf())
      await child.output.waitFor(/four/)
      expect(child.output.text()).toBe('one\ntwo\nthree\nfour\n')
      await child.stop()
    },
  )

  test('does not wait for a runner that is blocked; the oldest is dropped, with a mark', async () => {
    const sink = createSink()
    const child = await spawnChild(server('answers', '100000'), optionsOf({ outputSink: sink }))
    const [, port = ''] = await child.output.waitFor(/port: (\d+);/)
    const beginMs = Date.now()
    const asks = `fetch('http://127.0.0.1:${port}').then((answer) => answer.text()).then(console.log)`
    const { stdout } = spawnSync(process.execPath, ['-e', asks], { timeout: 20_000, encoding: 'utf8' })
    expect(stdout).toBe('answered\n')

    const answeredMs = Date.now()
    await child.output.waitFor(/\.100000$/m)
    await child.stop()
    const [mark = '', bytes = '', blockedMs = ''] =
      /^\[portside dropped (\d+) bytes of output here: the runner was blocked for (\d+) ms\]$/m.exec(sink.text()) ?? []
    expect(Number(bytes)).toBeGreaterThan(5_000_000)
    expect(Number(blockedMs)).toBeLessThanOrEqual(answeredMs - beginMs + 100)
    expect(sink.text().length - `${mark}\n`.length + Number(bytes)).toBe(`port: ${port};\n`.length + 10_000_000)
    expect(sink.text().length).toBeLessThan(6_000_000)
    expect(child.output.text().length).toBeLessThanOrEqual(64 * 1024)
  })

  test('has the times at which it came, also while the runner was blocked', async () => {
    await withDirectory(async (directory) => {
      const { wait, mark } = marksIn(directory)
      const script = `echo up; ${wait('go')}; echo early; sleep 1.5; echo late; ${mark('late')}; sleep 1000`
      const child = await spawnChild(['sh', '-c', script], optionsOf())
      await child.output.waitFor(/up/)
      // A line of the same millisecond would count.
      const beginMs = await nextMillisecond()
      spawnSync('sh', ['-c', `${mark('go')}; ${wait('late')}`])
      await child.output.waitFor(/late/)
      expect(child.output.text(beginMs)).toBe('early\nlate\n')
      expect(child.output.text(beginMs + 1500)).toBe('late\n')
      expect(child.output.text(Date.now())).toBe('')
      await child.stop()
    })
  })

  test('has all that was written when it is asked for, whoever reads it, also after the runner was blocked', async () => {
    await withDirectory(async (directory) => {
      const { wait, mark } = marksIn(directory)
      const lines = (from: number) => `i=${from}; while [ $i -lt ${from + 500} ]; do i=$((i+1)); echo $i; done`
      const parts = [0, 500, 1000].map((from) => `${wait(`go${from}`)}; ${lines(from)}; ${mark(`end${from}`)}`)
      const child = await spawnChild(['sh', '-c', `${parts.join('; ')}; sleep 1000`], optionsOf())
      const writtenWhileBlocked = (from: number) => {
        spawnSync('sh', ['-c', `${mark(`go${from}`)}; ${wait(`end${from}`)}`])
        return child.output.text()
      }
      expect(writtenWhileBlocked(0)).toBe(numbered(500))
      child.unref()
      expect(writtenWhileBlocked(500)).toBe(numbered(1000))
      child.ref()
      await delay(100)
      expect(writtenWhileBlocked(1000)).toBe(numbered(1500))
      await child.stop()
    })
  })

  test('is complete when the child has exited, although somebody holds it open', async () => {
    for (let round = 0; round < 20; round += 1) {
      const child = await spawnChild(['sh', '-c', 'sleep 1000 & seq 2000; exit 3'], optionsOf())
      if (round % 2 === 1) child.unref()
      expect(await child.exited).toMatchObject({ code: 3 })
      expect(child.output.text()).toBe(numbered(2000))
      await child.stop()
    }
  })

  test('loses nothing when the thread that reads it is lost', async () => {
    const sink = createSink()
    const lines = 'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo $i; done; sleep 1000'
    const child = await spawnChild(['sh', '-c', `echo up; sleep 0.2; ${lines}`], optionsOf({ outputSink: sink }))
    await child.output.waitFor(/up/)
    const first = theThread()
    first?.end()
    await child.output.waitFor(/^3000$/m)
    expect(theThread()).not.toBe(first)
    await child.stop()
    expect(sink.text()).toBe(`up\n${numbered(3000)}`)
  })

  test('needs no thread for a command that only runs', async () => {
    await until('no thread', () => theThread() === undefined)
    const child = await spawnChild(['sh', '-c', 'echo done'], optionsOf())
    await child.exited
    expect(child.output.text()).toBe('done\n')
    expect(theThread()).toBeUndefined()
    await child.stop()
  })

  test('does not need the disk', () =>
    withDirectory(async (directory) => {
      const script = `mount -t tmpfs -o size=64k none "$0" && { head -c 1M /dev/zero >"$0/full"; exec sleep 1000; } 2>/dev/null`
      const holder = await spawnChild(['unshare', '-rm', 'sh', '-c', script, directory], optionsOf())
      const full = `/proc/${holder.pid}/root${directory}`
      await until('the disk is full', () => existsSync(join(full, 'full')) || holder.status !== undefined)
      const child = await spawnChild(server('writes', '100000'), optionsOf({ outputFolder: full }))
      await child.output.waitFor(/\.100000$/m)
      expect(readdirSync(full).sort()).toEqual(['fifos', 'full'])
      await child.stop()
      await holder.stop()
    }))

  test('breaks for a daemon that is left running, as a pipe does, and the stop does not wait for it', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'ended')
      const daemon = `trap '' PIPE; echo daemon $$; until ! echo more 2>/dev/null; do sleep 0.02; done; echo broken >"$0"`
      const leader = `setsid sh -c '${daemon.replaceAll("'", `'\\''`)}' "$0" left-running & wait`
      const child = await spawnChild(['sh', '-c', leader, file], optionsOf({ leaveRunning: ['left-running'] }))
      const [, pid = ''] = await child.output.waitFor(/daemon (\d+)/)
      const { elapsedMs, strays } = await child.stop()
      expect(strays).toEqual([])
      expect(elapsedMs).toBeLessThan(1000)
      await until('the daemon has noticed', () => existsSync(file))
      await until('it has ended', () => survivorsOf([Number(pid)]).length === 0)
      expect(readFileSync(file, 'utf8')).toBe('broken\n')
    }))

  test('leaves no FIFO, and makes the next ones where the caller says', () =>
    withDirectory(async (directory) => {
      const options = optionsOf({ outputFolder: directory })
      const fifos = join(directory, 'fifos')
      await prepareOutput(directory)
      expect(readdirSync(fifos)).toHaveLength(8)
      const children = await Promise.all(Array.from({ length: 10 }, () => spawnChild(server('plain'), options)))
      expect(readdirSync(fifos)).toHaveLength(16)
      await Promise.all(children.map((child) => child.stop()))
      expect(readdirSync(fifos)).toHaveLength(6)
      await expect(spawnChild('no-such-program', options)).rejects.toMatchObject({ code: 'E_SPAWN_FAILED' })
      expect(readdirSync(fifos)).toHaveLength(5)
    }))

  test('leaves no temporary folder', () =>
    withDirectory(async (directory) => {
      const before = process.env['TMPDIR']
      process.env['TMPDIR'] = directory
      try {
        const child = await spawnChild(server('plain'), optionsOf())
        expect(readdirSync(directory)).toEqual([expect.stringMatching(/^portside-output-/)])
        await child.stop()
        await expect(spawnChild('no-such-program', optionsOf())).rejects.toMatchObject({ code: 'E_SPAWN_FAILED' })
        expect(readdirSync(directory)).toEqual([])
      } finally {
        if (before === undefined) delete process.env['TMPDIR']
        else process.env['TMPDIR'] = before
      }
    }))

  test('comes by pipes where no FIFO can be made, and a warning says why', () =>
    withDirectory(async (directory) => {
      const warn = vi.spyOn(process, 'emitWarning').mockReturnValue(undefined)
      const path = process.env['PATH']
      const empty = join(directory, 'empty')
      mkdirSync(empty)
      process.env['PATH'] = empty
      try {
        const child = await spawnChild(['/bin/sh', '-c', 'echo one; echo two >&2; exit 3'], optionsOf())
        await child.exited
        expect(child.output.text().split('\n').sort()).toEqual(['', 'one', 'two'])
        await child.stop()
        expect(warn.mock.calls.map(([text]) => text)).toEqual([
          'The output of services waits for the event loop of this process: spawnSync mkfifo ENOENT',
        ])
      } finally {
        process.env['PATH'] = path
      }
    }))
})

/** Words of a shell by which this process and a child wait for each other, each a file. */
function marksIn(directory: string) {
  return {
    mark: (name: string) => `: > ${join(directory, name)}`,
    wait: (name: string) => `until [ -e ${join(directory, name)} ]; do sleep 0.02; done`,
  }
}
