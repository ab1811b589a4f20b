import { expect, test } from 'vitest'
import { userClient } from '../src/database'

type Close = () => unknown

test('a client is opened at the first call, and closed once it is open', async () => {
  const closers: Close[] = []
  const onClose = (close: Close): void => void closers.push(close)
  const events: string[] = []
  const open = async (url: string): Promise<string> => {
    events.push('open')
    return Promise.resolve(`client of ${url}`)
  }
  const client = userClient('db://a', { onClose }, { open, close: (opened) => events.push(`close ${opened}`) })
  expect([events, closers]).toEqual([[], []])
  expect(client()).toBe(client())
  expect(await client()).toBe('client of db://a')
  for (const close of closers) await close()
  expect(events).toEqual(['open', 'close client of db://a'])
})

test('without the option, there is no client, and nothing to close', () => {
  const closers: Close[] = []
  const client = userClient('db://a', { onClose: (close) => closers.push(close) }, undefined)
  expect([client(), closers]).toEqual([undefined, []])
})
