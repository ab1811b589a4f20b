import { expect, test } from 'vitest'
import { command, external } from '../../src/index'
import { createServiceStore } from '../../src/lifecycle/service-store'
import { createRun } from '../../src/run/run'
import type { RunWatcher } from '../../src/run/run-watcher'
import { expectGone } from '../support/expect-gone'

// Answers 503 twice, then 200.
const slow = `
  let left = 2
  console.log('token key1')
  require('node:http').createServer((q, r) => { r.statusCode = left-- > 0 ? 503 : 200; r.end() }).listen(process.env.PORT, process.env.HOST)`

function noteEvents(): { readonly events: string[]; readonly watcher: RunWatcher } {
  const events: string[] = []
  const note = (event: string) => {
    if (events.at(-1) !== event) events.push(event)
  }
  const watcher: RunWatcher = {
    starting: (service) => note(`${service} starts`),
    waiting: (service, { status }) => status !== undefined && note(`${service} is waited for: ${status}`),
    ready: (service) => note(`${service} is ready`),
    wrote: (service, lines) => note(`${service} wrote: ${lines.toString()}`),
  }
  return { events, watcher }
}

test('says to whoever watches a run what its services do, without secrets', async () => {
  const { events, watcher } = noteEvents()
  const store = createServiceStore({ run: createRun(watcher) })
  const api = await store.acquire(command(['node', '-e', slow], { ready: '/health', redact: ['key1'] }), {}, 'api')
  expect(events).toEqual(['api starts', 'api wrote: token ****\n', 'api is waited for: 503', 'api is ready'])
  const { url } = api.data as { url: string }
  await store.acquire(external(url, { ready: '/' }), {}, 'same')
  expect(events.slice(4)).toEqual(['same starts', 'same is ready'])
  await store.close()
  await expectGone(api.data as { pid: number; port: number })
})
