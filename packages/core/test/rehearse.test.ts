import { findProcessListeners } from '@portside/ports'
import type { ProbeAttempt } from '@portside/probe'
import { expect, test } from 'vitest'
import { command } from '../src/index'
import { createServiceStore } from '../src/lifecycle/service-store'
import { createRun } from '../src/run/run'
import { errorOf } from './support/error-of'

// The first start of this process, and so the one that is rehearsed.
test('what is rehearsed meanwhile is no news of the service, and leaves nothing', async () => {
  const attempts: ProbeAttempt[] = []
  const run = createRun({ waiting: (_, attempt) => attempts.push(attempt) })
  const store = createServiceStore({ run })
  const silent = command(['node', '-e', 'setInterval(() => undefined, 1000)'], { startTimeoutMs: 500 })
  const error = await errorOf(store.acquire(silent))
  expect(error).toMatchObject({ code: 'E_NOT_LISTENING', output: '' })
  expect(attempts.map(({ outcome }) => outcome)).toEqual(attempts.map(() => 'refused'))
  await store.close()
  expect(await findProcessListeners([process.pid])).toEqual([])
})
