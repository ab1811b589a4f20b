import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { spawnChild } from '@portside/process'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createListenHook, type HookedChild } from '../../../src/run/listen-hook/listen-hook'
import { createRunDirectory } from '../../../src/run/run-directory'
import { findProgram } from '../../support/find-program'
import { serverPath } from '../../support/server-path'

// A busy machine takes its time to start a program.
vi.setConfig({ testTimeout: 30_000 })
const patience = { timeout: 20_000 }

const folders: string[] = []
const newFolder = (prefix = 'portside-test-') => {
  folders.push(mkdtempSync(join(tmpdir(), prefix)))
  return folders.at(-1) as string
}

afterEach(() => {
  vi.unstubAllEnvs()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function newListenHook() {
  const runId = `${process.pid}x${Math.random().toString(16).slice(2)}`
  return createListenHook(runId, createRunDirectory(runId))
}

/** Runs a program with a seat's variables while `look` looks, then ends it; resolves to what `look` gives. */
async function whileRuns<Result>(
  seat: HookedChild,
  command: readonly string[],
  look: () => Result | Promise<Result>,
  environment: Record<string, string> = {},
): Promise<Result> {
  const env = { ...(process.env as Record<string, string>), ...environment }
  const options = { service: 'test', cwd: tmpdir(), runId: 'test', stopSignal: 'SIGKILL' } as const
  const child = await spawnChild(command, { ...options, env: { ...env, ...seat.variables(env) } })
  try {
    return await look()
  } finally {
    await child.stop()
  }
}

const node = (code: string) => [process.execPath, '-e', code]
const listen = "require('node:net').createServer().listen(0, '127.0.0.1')"

describe('the listen hook', () => {
  test('learns from Node processes that they begin, listen and could not listen', async () => {
    const seat = newListenHook().attach() as HookedChild
    const code = `const { createServer } = require('node:net')
      const first = createServer().listen(0, '127.0.0.1', () => {
        createServer().on('error', () => {}).listen(first.address().port, '127.0.0.1')
      })`
    await whileRuns(seat, node(code), async () => {
      await expect.poll(() => seat.refused, patience).toHaveLength(1)
      expect(seat.willReport()).toBe(true)
    })
    const [{ host, port } = { host: '', port: 0 }] = seat.listening
    expect(host).toBe('127.0.0.1')
    expect(seat.refused[0]).toMatchObject({ host, port, code: 'EADDRINUSE' })
    // An ended process has its number until this one has waited for it.
    await expect.poll(() => seat.willReport(), patience).toBe(false)
    seat.detach()
  })

  test.runIf(process.platform === 'linux')(
    'is reported with the number of its socket, unless another may share its address (skipped: only on Linux)',
    async () => {
      const seat = newListenHook().attach() as HookedChild
      const code = `const { createServer } = require('node:net')
      createServer().listen({ host: '0.0.0.0', port: 0 })
      createServer().listen({ host: '::', port: 0, ipv6Only: true })
      createServer().listen({ host: '127.0.0.1', port: 0, reusePort: true })`
      await whileRuns(seat, node(code), async () => {
        await expect.poll(() => seat.listening.length, patience).toBe(3)
        const reportAt = (wanted: string) => seat.listening.find(({ host }) => host === wanted)
        const { pid, fd, socket } = reportAt('0.0.0.0') ?? {}
        expect(socket).toMatch(/^socket:\[\d+\]$/)
        expect(readlinkSync(`/proc/${pid}/fd/${fd}`)).toBe(socket)
        expect([reportAt('::'), reportAt('127.0.0.1')].map((report) => report?.socket)).toEqual([undefined, undefined])
      })
      seat.detach()
    },
  )

  test.each(['thread', 'cluster'])('learns of a server in a %s, with the process that has the socket', async (kind) => {
    const seat = newListenHook().attach() as HookedChild
    await whileRuns(seat, [process.execPath, serverPath('listens-below.mjs'), kind], async () => {
      await expect.poll(() => seat.listening.length, patience).toBe(kind === 'cluster' ? 2 : 1)
    })
    expect(new Set(seat.listening.map(({ port }) => port)).size).toBe(1)
    expect(seat.listening[0]?.pid).toBeGreaterThan(1)
    seat.detach()
  })

  test.for([
    ['npm run', 'npm run dev'],
    ['npm within npm', 'npm run again'],
    ['npx', 'npx --offline -c "npm run dev"'],
    ['pnpm run', 'pnpm run dev'],
    ['node --watch', `node --watch ${serverPath('listens-below.mjs')}`],
    ['another Node process', `node ${serverPath('listens-below.mjs')} exec`],
    ['a shell', `true && node ${serverPath('listens-below.mjs')}; exit 3`],
  ])(
    'gets the report of a server below %s from that, and not from what has started it',
    async ([, line = ''], { skip }) => {
      const [program = ''] = line.split(' ')
      skip(findProgram(program) === undefined, `${program} is not installed`)
      const folder = newFolder()
      const scripts = { dev: `node ${serverPath('listens-below.mjs')}`, again: 'npm run dev' }
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, scripts }))
      const seat = newListenHook().attach() as HookedChild
      await whileRuns(seat, ['sh', '-c', `cd ${folder} && ${line}`], async () => {
        await expect.poll(() => seat.listening.length, patience).toBe(1)
        expect(seat.willReport()).toBe(true)
        process.kill(seat.listening[0]?.pid as number, 'SIGKILL')
        await expect.poll(() => seat.willReport(), patience).toBe(false)
      })
      seat.detach()
    },
  )

  test('keeps apart what is started within another run, and gives each child what is its own', async () => {
    const outer = newListenHook().attach() as HookedChild
    const listenHook = newListenHook()
    const [inner, other] = [listenHook.attach() as HookedChild, listenHook.attach() as HookedChild]
    const look = () => expect.poll(() => inner.listening.length, patience).toBe(1)
    await whileRuns(inner, node(listen), look, outer.variables({}))
    expect([outer.listening, other.listening]).toEqual([[], []])
    for (const seat of [outer, inner, other]) seat.detach()
  })

  test('has its files in the private folder of the run while a child is there', () => {
    const listenHook = newListenHook()
    const [first, second] = [listenHook.attach() as HookedChild, listenHook.attach() as HookedChild]
    first.detach()
    expect(existsSync(second.script)).toBe(true)
    second.detach()
    expect(existsSync(dirname(dirname(second.script)))).toBe(false)
  })

  test('puts its files there again when they were cleaned up', async () => {
    const listenHook = newListenHook()
    const first = listenHook.attach() as HookedChild
    rmSync(dirname(dirname(first.script)), { recursive: true })
    const second = listenHook.attach() as HookedChild
    await whileRuns(second, node(listen), () => expect.poll(() => second.listening.length, patience).toBe(1))
    for (const seat of [first, second]) seat.detach()
    expect(existsSync(dirname(dirname(second.script)))).toBe(false)
  })

  test('is loaded from a folder with spaces, quotes and backslashes, before what the user loads', async () => {
    vi.stubEnv('TMPDIR', newFolder('a "b" \\c '))
    const seat = newListenHook().attach() as HookedChild
    const look = () => expect.poll(() => seat.listening.length, patience).toBe(1)
    await whileRuns(seat, node(listen), look, { NODE_OPTIONS: '--no-warnings' })
    expect(seat.variables({ NODE_OPTIONS: '--no-warnings' })['NODE_OPTIONS']).toMatch(/^--require ".*" --no-warnings$/)
    seat.detach()
  })

  test('has its files elsewhere where TMPDIR is missing', () => {
    vi.stubEnv('TMPDIR', '/proc/nowhere')
    const seat = newListenHook().attach()
    expect(existsSync(String(seat?.script))).toBe(true)
    seat?.detach()
  })

  test('says nothing when it cannot report', async () => {
    const seat = newListenHook().attach() as HookedChild
    const reports = seat.script.replace(/cjs$/, 'jsonl')
    rmSync(reports)
    mkdirSync(reports)
    const code = `const server = require('node:net').createServer().listen(0, () => server.close(() => console.log('done')))`
    const env = { ...process.env, ...seat.variables({}) }
    const result = await new Promise((resolve) => {
      execFile(process.execPath, ['-e', code], { env }, (error, stdout, stderr) => resolve({ error, stdout, stderr }))
    })
    expect(result).toEqual({ error: null, stdout: 'done\n', stderr: '' })
    seat.detach()
  })

  test('does not mind what is no report', async () => {
    const seat = newListenHook().attach() as HookedChild
    const garbage = ['{', 'null', '{"child":"x","pid":1,"event":"listening"}', '\u0000'].join('\n')
    writeFileSync(seat.script.replace(/cjs$/, 'jsonl'), `${garbage}\n`, { flag: 'a' })
    await whileRuns(seat, node(listen), () => expect.poll(() => seat.listening.length, patience).toBe(1))
    seat.detach()
  })
})
