import { PortsideError } from '@portside/errors'
import { expect, test } from 'vitest'
import { settleStarts } from '../../../src/cli/run/settle-starts'

const failed = (service: string, code: 'E_DEPENDENCY' | 'E_EXITED_EARLY') =>
  Promise.reject(new PortsideError({ code, service, summary: 'did not start' }))

test('services that were only waiting for others come after those that have failed, each in the order of the services', async () => {
  const starts = [
    failed('web', 'E_DEPENDENCY'),
    failed('api', 'E_EXITED_EARLY'),
    Promise.resolve('mail'),
    failed('jobs', 'E_DEPENDENCY'),
    failed('db', 'E_EXITED_EARLY'),
  ]
  const error = (await settleStarts(starts).catch((reason: unknown) => reason)) as AggregateError
  expect(error.errors.map((each) => (each as PortsideError).service)).toEqual(['api', 'db', 'web', 'jobs'])
})

test('one failure is thrown as it is', async () => {
  await expect(settleStarts([Promise.resolve(1), failed('api', 'E_EXITED_EARLY')])).rejects.toMatchObject({
    service: 'api',
  })
  expect(await settleStarts([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2])
})
