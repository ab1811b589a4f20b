import { expect, test } from 'vitest'
import type { ServiceLink } from '../../core/src/contract/service-link'
import { databaseHandle, lazyQuery } from '../src/database'

type Close = () => unknown

function linkOf(closers: Close[], calls: unknown[] = []): ServiceLink {
  const link: Pick<ServiceLink, 'name' | 'call' | 'onClose'> = {
    name: 'db',
    call: async (...words) => Promise.resolve(calls.push(words)),
    onClose: (close) => void closers.push(close),
  }
  return link as ServiceLink
}

test('a handle has a name, its own parts and the client, which is opened when it is read', async () => {
  const closers: Close[] = []
  const events: string[] = []
  const client = { open: (url: string) => `client of ${url}`, close: (one: string) => events.push(`close ${one}`) }
  const handle = databaseHandle({ port: 1 }, { url: 'db://a' }, linkOf(closers), client)
  expect(Object.keys(handle)).toEqual(['name', 'port', 'client'])
  expect(closers).toEqual([])
  expect(handle).toEqual({ name: 'db', port: 1, client: 'client of db://a' })
  for (const close of closers) await close()
  expect(events).toEqual(['close client of db://a'])
})

test('a database that is reset is reset by calls of its launch', async () => {
  const calls: unknown[] = []
  const handle = databaseHandle({}, { url: 'db://a', isReset: true }, linkOf([], calls)) as unknown as Record<
    'reset' | 'snapshot' | 'restore' | 'changes',
    (name?: string) => Promise<unknown>
  >
  expect(await handle.reset()).toBe(1)
  expect(await handle.snapshot('one')).toBeUndefined()
  expect(await handle.restore('one')).toBe(3)
  expect(await handle.changes()).toBe(4)
  expect(calls).toEqual([['reset'], ['snapshot', 'one'], ['restore', 'one'], ['changes']])
})

test('SQL runs by a client that is opened once, and closed with the handle', async () => {
  const closers: Close[] = []
  const events: string[] = []
  const open = async () => {
    events.push('open')
    return Promise.resolve({
      query: async <R>(text: string) => Promise.resolve([{ text } as R]),
      close: async () => Promise.resolve(void events.push('close')),
    })
  }
  const query = lazyQuery(open, linkOf(closers))
  expect([events, closers]).toEqual([[], []])
  expect(await Promise.all([query('one'), query('two')])).toEqual([[{ text: 'one' }], [{ text: 'two' }]])
  for (const close of closers) await close()
  expect(events).toEqual(['open', 'close'])
})
