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

test.each([2 ** 31, 2 ** 53, 65_536, Infinity, Number.NaN, -1, 1.5, '3' as never, null as never])(
  '%s ports are a TypeError at once',
  async (count) => {
    const startedAtMs = performance.now()
    await expect(leasePorts(count)).rejects.toThrow('Expected `count` to be a whole number from 0 to 65535')
    expect(performance.now() - startedAtMs).toBeLessThan(500)
  },
)

test('leasePorts of none gives none', async () => {
  expect(await leasePorts(0)).toEqual([])
})

test('leasePorts asks for no more once one of them cannot be had', async () => {
  const from = await freePort()
  let asked = 0
  const options = {
    get range() {
      asked += 1
      return { from, to: from }
    },
  }
  await expect(leasePorts(65_535, options)).rejects.toMatchObject({ code: 'E_PORT_IN_USE' })
  expect(asked).toBeLessThan(1000)
})
