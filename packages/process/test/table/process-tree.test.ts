import { describe, expect, test } from 'vitest'
import type { ProcessEntry } from '../../src/table/process-entry'
import { findGroup, findTree } from '../../src/table/process-tree'
import { parsePsOutput } from '../../src/table/ps-table'

describe('findTree', () => {
  const table = [
    entry({ pid: 10, ppid: 1, pgid: 10 }),
    entry({ pid: 11, ppid: 10, pgid: 10 }),
    entry({ pid: 12, ppid: 11, pgid: 12 }),
    entry({ pid: 13, ppid: 12, pgid: 13 }),
    entry({ pid: 14, ppid: 10, pgid: 10, state: 'Z' }),
    entry({ pid: 20, ppid: 1, pgid: 20 }),
    entry({ pid: 21, ppid: 20, pgid: 21 }),
    entry({ pid: 30, ppid: 1, pgid: 30 }),
  ]

  test('has the group, and what descends from it; a zombie is not alive', () => {
    expect(pids(findTree(table, { pid: 10, startTime: 100 }, []))).toEqual([10, 11, 12, 13])
  })

  test('has what was tracked before, and what descends from that', () => {
    expect(pids(findTree(table, { pid: 10, startTime: 100 }, [{ pid: 20, startTime: 100 }]))).toEqual([
      10, 11, 20, 12, 21, 13,
    ])
  })

  test('takes a process that started at another time for another', () => {
    expect(pids(findTree(table, { pid: 10, startTime: 99 }, [{ pid: 20, startTime: 99 }]))).toEqual([])
  })

  test('has the members of a group whose leader has ended', () => {
    const rest = table.filter(({ pid }) => pid !== 10)
    expect(pids(findGroup(rest, { pid: 10, startTime: 100 }))).toEqual([11])
  })
})

describe('parsePsOutput', () => {
  test('reads the columns, with a name that has spaces', () => {
    const [first, second] = parsePsOutput(
      '    1     0     1 Ss   Mon Nov  2 05:16:00 2026 /sbin/launchd\n  501     1   501 Z+   Mon Nov 23 15:16:01 2026 /Apps/My App\n',
    )
    expect(first).toMatchObject({ pid: 1, ppid: 0, pgid: 1, state: 'S', name: '/sbin/launchd' })
    expect(second).toMatchObject({ pid: 501, state: 'Z', name: '/Apps/My App' })
    expect((second?.startTime ?? 0) - (first?.startTime ?? 0)).toBe((21 * 24 + 10) * 3_600_000 + 1000)
  })
})

function entry(facts: Partial<ProcessEntry>): ProcessEntry {
  return { pid: 0, ppid: 1, pgid: 0, state: 'S', startTime: 100, name: 'node', ...facts }
}

function pids(entries: readonly ProcessEntry[]): readonly number[] {
  return entries.map(({ pid }) => pid)
}
