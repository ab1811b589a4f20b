import { expect, test } from 'vitest'
import type { ListenerSource } from '../src/index'
import { startWake } from '../src/wake'

const hourMs = 3_600_000

function newSource(): {
  readonly source: ListenerSource
  readonly tell: () => void
  readonly listeners: Set<() => void>
} {
  const listeners = new Set<() => void>()
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const tell = () => listeners.forEach((listener) => listener())
  return { source: { isTelling: () => true, subscribe }, tell, listeners }
}

test('what is told wakes', async () => {
  const { source, tell, listeners } = newSource()
  const wake = startWake(source, new AbortController().signal)
  const nap = wake.sleep(hourMs)
  tell()
  expect(await nap).toBe(true)
  expect(await wake.sleep(1)).toBe(false)
  wake.end()
  expect(listeners.size).toBe(0)
})

test('what was told since the last sleep leaves no time for the next', async () => {
  const { source, tell } = newSource()
  const wake = startWake(source, new AbortController().signal)
  tell()
  expect(await wake.sleep(hourMs)).toBe(true)
})

test('an abort wakes, also without anybody who tells', async () => {
  const abort = new AbortController()
  const wake = startWake(undefined, abort.signal)
  const nap = wake.sleep(hourMs)
  abort.abort()
  expect(await nap).toBe(true)
  expect(await wake.sleep(hourMs)).toBe(true)
})
