import { expect, test } from 'vitest'
import { leasePorts } from '../../src'
import { freePort } from '../support/free-port'

test('leasePorts gives all that were asked for', async () => {
  const leases = await leasePorts(120)
  expect(new Set(leases.map((lease) => lease.port)).size).toBe(120)
  await Promise.all(leases.map((lease) => lease.release()))
})

test('leasePorts gives none when one of them cannot be had', async () => {
  const from = await freePort()
  const range = { from, to: from + 2 }
  await expect(leasePorts(5, { range })).rejects.toMatchObject({ code: 'E_PORT_IN_USE' })
  const leases = await leasePorts(1, { range: { from, to: from } })
  await leases[0]?.release()
})
