import { describe, expect, test } from 'vitest'
import { createOutput } from '../src/child-output'
import { stopTimeout } from '../src/stop-timeout'

describe('E_STOP_TIMEOUT', () => {
  test('names what survived, its state, and what was done', () => {
    const output = createOutput()
    output.write(Buffer.from('saving…\n'))
    const target = {
      options: { service: 'db', stopTimeoutMs: 300 },
      leader: { pid: 4194305, startTime: 1 },
      watch: { cookie: 'a.1', known: () => [], note: () => undefined },
    }
    const survivor = { pid: 4194305, ppid: 1, pgid: 4194305, state: 'D', startTime: 1, name: 'mysqld' }
    const error = stopTimeout(target, [survivor], output)
    expect(error).toMatchObject({ code: 'E_STOP_TIMEOUT', service: 'db', output: 'saving…\n' })
    expect(error.summary).toBe('a process outlived SIGKILL')
    expect(error.evidence).toEqual([
      'pid 4194305 (mysqld) is in state D (waits uninterruptibly in the kernel, as for a disk or a network file system)',
      'done: SIGTERM and SIGCONT, SIGKILL after 300 ms',
    ])
  })
})
