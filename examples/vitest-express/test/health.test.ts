import { expect } from 'vitest'
import { test } from './fixtures'

// The same server as in users.test.ts: it is started once for the run, whichever file asks first.
test('is healthy', async ({ api }) => {
  const response = await api.fetch('/health')
  expect(await response.json()).toEqual({ status: 'ok', pid: api.pid })
})

test('says where it listens', async ({ api }) => {
  expect(await api.output()).toContain(`API on ${api.url}`)
})
