import { expect, test } from 'vitest'
import { leasePort } from '../../src'
import { freePort } from '../support/free-port'

test('a range gives its ports upwards, and an error naming the owners when it is used up', async () => {
  const from = await freePort()
  const range = { from, to: from + 2 }
  const leases = [await leasePort({ range }), await leasePort({ range }), await leasePort({ range })]
  expect(leases.map((lease) => lease.port).sort((a, b) => a - b)).toEqual([from, from + 1, from + 2])
  await expect(leasePort({ range, service: 'db' })).rejects.toMatchObject({
    code: 'E_PORT_IN_USE',
    service: 'db',
    message: expect.stringContaining(`${from}: process ${process.pid}`),
  })
  await Promise.all(leases.map((lease) => lease.release()))
})

test('ports that browsers refuse are never chosen from a range, those of well-known services last', async () => {
  const from = 6665
  await expect(leasePort({ range: { from, to: 6669 } })).rejects.toMatchObject({ code: 'E_PORT_IN_USE' })
  const lease = await leasePort({ range: { from: 8760, to: 8763 } })
  expect(lease.port).not.toBe(8761)
  await lease.release()
})

test('excluded ports are not chosen', async () => {
  const from = await freePort()
  const lease = await leasePort({ range: { from, to: from + 1 }, exclude: [from] })
  expect(lease.port).toBe(from + 1)
  await lease.release()
})
