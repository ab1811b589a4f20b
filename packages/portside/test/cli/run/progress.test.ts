import { expect, test } from 'vitest'
import { formatStatus } from '../../../src/cli/run/progress'
import { createServiceWaits } from '@portside/core/main'

const get = { probe: 'GET /health answers 2xx or 3xx', outcome: 'answered' } as const

test('has a line for each service, with its state, its time and what it is waited for', () => {
  const status = formatStatus([
    { service: 'db', isReady: true, elapsedMs: 412, reason: undefined },
    { service: 'web', isReady: false, elapsedMs: 12_345, reason: 'refused; waits until its port accepts connections' },
    { service: 'custom', isReady: false, elapsedMs: 3000, reason: undefined },
  ])
  expect(status).toEqual([
    'db      ready       0.4 s',
    'web     starting   12.3 s  refused; waits until its port accepts connections',
    'custom  starting    3.0 s',
  ])
})

test('shows the last attempt of each probe, on the address that it is about, in one line', () => {
  const waits = createServiceWaits()
  waits.starting('api')
  waits.waiting('api', { ...get, address: '127.0.0.1:80', detail: 'refused' })
  waits.waiting('api', { ...get, address: '[::1]:80', detail: 'a server accepts connections here' })
  waits.waiting('api', { ...get, address: '127.0.0.1:80', detail: '\u001B[31m503\nbusy' })
  waits.waiting('api', { probe: 'its output matches /up/', outcome: 'pending', detail: 'no output matches so far' })
  waits.waiting('unknown', { ...get, detail: '' })
  expect(waits.list()).toMatchObject([
    {
      service: 'api',
      isReady: false,
      reason:
        '503 busy; waits until GET /health answers 2xx or 3xx (127.0.0.1:80), no output matches so far; waits until its output matches /up/',
    },
  ])
  waits.ready('api')
  expect(waits.list()).toMatchObject([{ service: 'api', isReady: true, reason: undefined }])
})
