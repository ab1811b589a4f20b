import { start } from '@portside/core'
import { leasePort } from '../../ports/src'
import { expect, test } from 'vitest'
import { postgres } from '../src/index'

test('`startTimeoutMs` limits the wait for a server of `existing` that is down', async () => {
  const lease = await leasePort()
  try {
    const server = postgres({ existing: `postgres://127.0.0.1:${lease.port}`, startTimeoutMs: 500 })
    await expect(start(server)).rejects.toMatchObject({ code: 'E_NOT_LISTENING' })
  } finally {
    await lease.release()
  }
}, 30_000)
