import { expect, test } from 'vitest'
import { findPortOwner, leasePort, privateLoopback } from '../../src'
import { answerOf, close, listen } from '../support/server'
import { socketsOf } from '../support/sockets-of'

test('services with the same hard-coded port run side by side, each on an address of its own', async () => {
  const homes = await Promise.all([privateLoopback(), privateLoopback(), privateLoopback()])
  const port = 25_432
  const leases = await Promise.all(homes.map(({ address }) => leasePort({ host: address, port })))
  const servers = await Promise.all(leases.map((lease) => listen(lease.port, lease.host)))
  expect(await Promise.all(homes.map(({ address }) => answerOf(port, address)))).toEqual(['hello', 'hello', 'hello'])
  expect(new Set(homes.map(({ address }) => address)).size).toBe(3)
  await Promise.all(servers.map(close))
  await Promise.all([...leases, ...homes].map((resource) => resource.release()))
  expect(socketsOf(port).filter((state) => state !== 'time-wait')).toEqual([])
})

test('the same name gives the same address, and the next one while that is taken', async () => {
  const first = await privateLoopback({ name: 'shop' })
  const second = await privateLoopback({ name: 'shop' })
  expect(second.address).not.toBe(first.address)
  await first.release()
  const third = await privateLoopback({ name: 'shop' })
  expect(third.address).toBe(first.address)
  await Promise.all([first, second, third].map((home) => home.release()))
})

test('a port leased on a private address is taken for others there, and free elsewhere', async () => {
  const home = await privateLoopback()
  const lease = await leasePort({ host: home.address, service: 'db' })
  await expect(leasePort({ host: home.address, port: lease.port })).rejects.toMatchObject({
    code: 'E_PORT_IN_USE',
    owner: { state: 'held', lease: { service: 'db' } },
  })
  expect(await findPortOwner(lease.port)).toMatchObject({
    state: 'held',
    addresses: [home.address],
    lease: { service: 'db' },
  })
  const other = await leasePort({ port: lease.port })
  await Promise.all([other, lease, home].map((resource) => resource.release()))
})

test('a name that is no string is a TypeError', async () => {
  await expect(privateLoopback({ name: 7 as unknown as string })).rejects.toThrow(TypeError)
})
