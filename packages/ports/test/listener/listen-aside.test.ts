import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { ephemeralRange, listenAside } from '../../src/index'

test('listens on a port that the system hands to nobody', async () => {
  const arrived: unknown[] = []
  const server = await listenAside('127.0.0.1', (socket) => {
    arrived.push(socket.localPort)
    socket.destroy()
  })
  const { address, port } = server.address() as AddressInfo
  const { from, to } = await ephemeralRange()
  expect(address).toBe('127.0.0.1')
  expect(port < from || port > to).toBe(true)
  await once(connect(port, address).resume(), 'close')
  expect(arrived).toEqual([port])
  server.close()
})
