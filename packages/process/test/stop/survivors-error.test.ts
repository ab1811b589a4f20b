import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PortsideError } from '@portside/errors'
import { describe, expect, test } from 'vitest'
import { type ChildHandle, spawnChild } from '../../src/index'
import { readLinuxProcess } from '../../src/table/linux-table'
import { canWriteGroup, isRemoved } from '../support/control-group'
import { survivorsOf } from '../support/is-there'
import { optionsOf } from '../support/options-of'
import { pidsOf } from '../support/pids-of'
import { server } from '../support/server'
import { until } from '../support/until'

const python = (...args: readonly string[]) => ['python3', join(__dirname, '../servers', 'held.py'), ...args]
/** Root needs no sudo. */
const sudo = process.getuid?.() === 0 ? '' : 'sudo '
const freezer = '/sys/fs/cgroup/freezer'

describe('E_STOP_TIMEOUT', { timeout: 30_000 }, () => {
  test.skipIf(!canTrace())('names what a debugger holds (skipped: it takes Python, and leave to trace)', async () => {
    const mask = (text: string) => text.replaceAll('serve', 'masked')
    const child = await spawnChild(python('serve'), { ...optionsOf(), mask })
    await pidsOf(child)
    const holder = await spawnChild(python('hold', String(child.pid)), optionsOf())
    await pidsOf(holder)
    await expectTimeout(child, {
      state: 't (is stopped by a debugger)',
      hint: `End the debugger that holds process ${child.pid}: \`grep TracerPid /proc/${child.pid}/status\` shows its pid.`,
      words: 'masked',
    })
    const { stdout } = spawnSync('grep', ['TracerPid', `/proc/${child.pid}/status`], { encoding: 'utf8' })
    expect(stdout).toContain(String(holder.pid))
    await holder.kill()
    await until('it has gone', () => survivorsOf([child.pid]).length === 0)
    await holder.stop()
  })

  test.skipIf(!canWriteGroup(freezer))(
    'names what hangs in the kernel (skipped: it takes a cgroup v1 freezer)',
    async () => {
      const child = await spawnChild(server('plain'), optionsOf())
      await pidsOf(child)
      const group = join(freezer, `portside-${child.pid}`)
      mkdirSync(group)
      writeFileSync(join(group, 'cgroup.procs'), String(child.pid))
      writeFileSync(join(group, 'freezer.state'), 'FROZEN')
      await until('it is frozen', () => readLinuxProcess(child.pid)?.state === 'D')
      await expectTimeout(child, {
        state: 'D (waits uninterruptibly in the kernel, as for a disk or a network file system)',
        hint: `Process ${child.pid} ends when what it waits for answers: \`${sudo}cat /proc/${child.pid}/stack\` shows where it waits.`,
      })
      // Only root may see it.
      if (sudo === '') expect(spawnSync('cat', [`/proc/${child.pid}/stack`]).status).toBe(0)
      writeFileSync(join(group, 'freezer.state'), 'THAWED')
      await until('it has gone', () => survivorsOf([child.pid]).length === 0)
      await until('its group is empty', () => isRemoved(group))
    },
  )
})

async function expectTimeout(
  child: ChildHandle,
  { state, hint, words = child.argv.at(-1) }: { state: string; hint: string; words?: string },
): Promise<void> {
  const error = await child.stop().catch((reason: unknown) => reason)
  expect(error).toMatchObject({
    code: 'E_STOP_TIMEOUT',
    service: 'test',
    summary: 'a process outlived SIGKILL',
    evidence: [
      expect.stringMatching(new RegExp(`^pid ${child.pid} \\(.*${words}\\) is in state `)),
      'done: SIGTERM and SIGCONT, SIGKILL after 300 ms',
    ],
    hints: [hint],
    output: child.output.text(),
  })
  expect((error as PortsideError).evidence[0]).toContain(`in state ${state}`)
  expect(survivorsOf([child.pid])).toEqual([child.pid])
}

function canTrace(): boolean {
  return process.platform === 'linux' && spawnSync('python3', ['-c', 'import ctypes']).status === 0
}
