import { randomUUID } from 'node:crypto'
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { command, start } from '../../src/index'
import { errorOf } from '../support/error-of'
import { expectGone } from '../support/expect-gone'

/** A cgroup whose processes may use 64 MB, of whichever version; `undefined` where this user may not make one. */
function limitedGroup(): string | undefined {
  for (const [root, limit] of [
    ['/sys/fs/cgroup/memory', 'memory.limit_in_bytes'],
    ['/sys/fs/cgroup', 'memory.max'],
  ] as const) {
    const folder = join(root, `portside-test-${randomUUID()}`)
    try {
      mkdirSync(folder)
    } catch {
      continue
    }
    try {
      writeFileSync(join(folder, limit), String(64 * 1024 * 1024))
      return folder
    } catch {
      rmdirSync(folder)
    }
  }
  return undefined
}

const group = limitedGroup()

describe('a process that ends too early', () => {
  test('is reported to have ended for want of a command, with what is near it', async () => {
    const error = await errorOf(start(command('nodr server.js && true', { shell: true })))
    expect(error).toMatchObject({ code: 'E_EXITED_EARLY', summary: 'ended with code 127 before it was ready' })
    expect(error.hints[0]).toMatch(/^Near `nodr` are, in node_modules\/\.bin and on PATH: .*`node`/)
    expect(error.hints[1]).toContain('did not find `nodr`')
  })

  test('is reported to have ended by itself', async () => {
    const error = await errorOf(start(command('cat', { stdin: 'closed', env: { NODE_ENV: undefined } })))
    expect(error).toMatchObject({ code: 'E_EXITED_EARLY', summary: 'ended with code 0 before it was ready' })
    expect(error.hints).toEqual([expect.stringContaining('a step that ends is a `task`')])
  })

  test('is reported to have gone to the background when it has left something', async () => {
    const error = await errorOf(start(command(['sh', '-c', 'sleep 1000 & exit 0'])))
    expect(error.code).toBe('E_EXITED_EARLY')
    // For a moment, what the shell has forked is still a shell.
    const left = /^It has left process \d+ \((sleep 1000|sh -c sleep 1000 & exit 0)\) running\.$/
    expect(error.evidence).toEqual([expect.stringMatching(left)])
    expect(error.hints).toEqual([expect.stringContaining('`detaches: true`')])
    await expectGone({ pid: Number(/\d+/.exec(error.evidence.join())?.[0]) })
  })

  test('is reported to have been killed by somebody when it was', async () => {
    const error = await errorOf(start(command(['sh', '-c', 'kill -KILL $$'])))
    expect(error).toMatchObject({ code: 'E_EXITED_EARLY', summary: 'ended by SIGKILL before it was ready' })
    expect(error.hints[0]).toMatch(/^Somebody has sent SIGKILL/)
  })

  test('is reported to have filled its own heap', async () => {
    const script = 'const all = []; for (;;) all.push(new Array(1e5).fill({}))'
    const error = await errorOf(start(command(['node', '--max-old-space-size=20', '-e', script])))
    expect(error.hints[0]).toContain('--max-old-space-size')
  })

  test.skipIf(group === undefined)(
    'is reported to have been killed for want of memory (skipped: needs a memory cgroup)',
    async () => {
      const script = `echo $$ > ${group}/cgroup.procs && exec python3 -c 'import os; os.urandom(1); a = [bytearray(1024 * 1024) for _ in range(256)]'`
      const error = await errorOf(start(command(['sh', '-c', script])))
      rmdirSync(String(group))
      expect(error).toMatchObject({ code: 'E_EXITED_EARLY', summary: 'ended by SIGKILL before it was ready' })
      expect(error.evidence).toEqual([expect.stringContaining('killed processes for want of memory')])
      expect(error.hints[0]).toMatch(/^Memory ran out/)
    },
    20_000,
  )
})
