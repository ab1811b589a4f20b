import { expect, test } from 'vitest'
import { holdWhileNested } from '../src/hold-while-nested'

function recorded() {
  const events: string[] = []
  const held = { acquire: async () => void events.push('acquire'), release: async () => void events.push('release') }
  return { events, ...holdWhileNested(held as unknown as Parameters<typeof holdWhileNested>[0]) }
}

test('a test and its subtests hold the services together, and the last of them releases', async () => {
  const { events, acquire, release } = recorded()
  await acquire()
  await acquire()
  await release()
  await acquire()
  await release()
  expect(events).toEqual(['acquire'])
  await release()
  expect(events).toEqual(['acquire', 'release'])
})

test('the next test acquires again', async () => {
  const { events, acquire, release } = recorded()
  for (const hook of [acquire, release, acquire, release]) await hook()
  expect(events).toEqual(['acquire', 'release', 'acquire', 'release'])
})
