import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { command, start } from '../../src/index'
import { errorOf } from '../support/error-of'
import { serverPath } from '../support/server-path'
import { hasNetworkNamespaces } from '../support/network-namespace'

/** Returns the evidence about a command that lives and does not listen. */
async function evidenceOf(commandLine: readonly string[], options = {}): Promise<string> {
  const error = await errorOf(start(command([...commandLine], { startTimeoutMs: 2000, ...options })))
  expect(error.code).toBe('E_NOT_LISTENING')
  return error.evidence.join('\n')
}

/** Returns the first hint for a command that lives and does not listen. */
async function firstHint(commandLine: readonly string[]): Promise<string | undefined> {
  return (await errorOf(start(command([...commandLine], { startTimeoutMs: 2000 })))).hints[0]
}

const idle = 'setInterval(() => {}, 60_000)'

test.each([
  [
    'waits for a debugger',
    ['node', '--inspect-brk=0', '-e', ''],
    'Remove `--inspect-brk` (`suspend=y` in Java): with it, a program begins when a debugger connects.',
  ],
  ['reads its standard input', ['cat'], 'It waits for input: give it the option that answers its question'],
  [
    'says that an address refuses it',
    ['node', '-e', `console.log('db: connect ECONNREFUSED 127.0.0.1:5432, retrying'); ${idle}`],
    'It wants to connect to 127.0.0.1:5432: start that first, as a service that it needs.',
  ],
  ['writes, and binds no port', ['node', '-e', `console.log('worker started'); ${idle}`], 'If it is a worker'],
  ['is silent', ['node', '-e', idle], 'It should listen on 127.0.0.1, port'],
])('a program that does not listen, and %s, gets the hint for that first', async (_, argv, hint) => {
  expect(await firstHint(argv)).toContain(hint)
})

describe('a process that lives and does not listen', () => {
  test('is reported to wait for a lock, with the file and who has it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
    const file = join(folder, 'lock')
    const holder = spawn('sh', ['-c', 'exec flock -F "$1" sh -c "echo locked; exec sleep 60"', 'sh', file], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await once(holder.stdout, 'data')
    const error = await errorOf(
      start(command(['sh', '-c', 'exec flock "$1" true', 'sh', file], { startTimeoutMs: 2000 })),
    )
    expect(error.evidence.join('\n')).toMatch(
      new RegExp(`^Process \\d+ \\(flock .*\\) waits for a lock on ${file}, which process \\d+ has\\.$`, 'm'),
    )
    expect(error.hints[0]).toMatch(/^Wait until process \d+, which has the lock, has ended, or end it\.$/)
    holder.kill('SIGKILL')
    await once(holder, 'close')
    rmSync(folder, { recursive: true })
  })

  test('is reported to read its input', async () => {
    const evidence = await evidenceOf(['sh', '-c', 'sleep 60 | cat'])
    expect(evidence).toMatch(/^Process \d+ \(cat\) reads its standard input\.$/m)
  })

  test('is reported to be busy, without the secrets of its command line', async () => {
    const argv = ['python3', '-c', 'while True: pass', 'hunter2']
    const evidence = await evidenceOf(argv, { startTimeoutMs: 2500, redact: ['hunter2'] })
    expect(evidence).toMatch(
      /^Process \d+ \(.*while True: pass \*{4}\) is busy: it has used \d\.\d s of processor time in \d\.\d s/m,
    )
  })

  test('is reported to wait for a connection that nobody answers', async () => {
    const full = spawn('python3', [serverPath('full-queue.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
    const [address] = (await once(full.stdout, 'data')) as [Buffer]
    const remote = String(address).trim()
    const connects = `require('node:net').connect(${remote.split(':')[1]}, '127.0.0.1')`
    const evidence = await evidenceOf(['node', '-e', connects])
    expect(evidence).toMatch(new RegExp(`^Process \\d+ waits for an answer to its connection to ${remote}\\.$`, 'm'))
    full.stdin.end()
    await once(full, 'close')
  })

  test.skipIf(!hasNetworkNamespaces)(
    'is reported to listen in another network namespace (skipped: needs unshare -rn)',
    async () => {
      const script = `require('node:net').createServer().listen(process.env.PORT, '127.0.0.1')`
      const inside = ['unshare', '-rn', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', 'node', '-e', script]
      expect(await evidenceOf(inside)).toMatch(
        /^Process \d+ listens on 127\.0\.0\.1, port \d+, in another network namespace\.$/m,
      )
    },
  )
})
