import { expect, test } from 'vitest'
import { ephemeralPortsError, leasePort, privateLoopback } from '../../src'
import { blockedLoopbackError, missingLoopbackError } from '../../src/hold/loopback-error'
import { noSuchAddressError } from '../../src/address/check-loopback'
import { close, listen, portOf } from '../support/server'

/** Root needs no sudo. */
const sudo = process.getuid?.() === 0 ? '' : 'sudo '

test('a system without ephemeral ports gets the ways to have some', () => {
  const { hints } = ephemeralPortsError({ from: 32_768, to: 60_999 })
  if (process.platform !== 'linux') return expect(hints).toHaveLength(1)
  return expect(hints).toEqual([
    'Close what has so many connections or listeners open: `ss -tanp` lists them.',
    `Or widen the range: \`${sudo}sysctl -w net.ipv4.ip_local_port_range="15000 60999"\`.`,
  ])
})

test('a range in which no port is free is to be widened', async () => {
  const server = await listen(0, '127.0.0.1')
  const port = portOf(server)
  await expect(leasePort({ range: { from: port, to: port } })).rejects.toMatchObject({
    code: 'E_PORT_IN_USE',
    hints: ['Widen `range`, or leave it out: portside then chooses from all ports.'],
  })
  await close(server)
})

test('where every port is excluded, fewer are to be excluded', async () => {
  const exclude = Array.from({ length: 65_535 }, (_, index) => index + 1)
  await expect(leasePort({ exclude })).rejects.toMatchObject({
    code: 'E_PORT_IN_USE',
    hints: ['Stop what is not needed, or exclude fewer ports.'],
  })
})

test('a loopback that does not work gets the command that mends it, or shows it', async () => {
  expect(missingLoopbackError().hints).toEqual([`Turn the loopback interface on: \`${sudo}ip link set lo up\`.`])
  // Nothing keeps it away here, so that all that can be said is where to look.
  expect((await blockedLoopbackError('127.0.0.1', 1, 'failed')).hints).toEqual([
    'Is the loopback interface up (`ip link show lo`)?',
    'Does a firewall drop packets on it?',
  ])
  expect(noSuchAddressError('::1').hints).toEqual([
    "IPv6 is turned off here: use `host: '127.0.0.1'`.",
    `Or turn it on: \`${sudo}sysctl -w net.ipv6.conf.lo.disable_ipv6=0\`.`,
  ])
})

test.skipIf(process.platform === 'darwin')(
  'where no private address can be had, the loopback interface is to be looked at (skipped: macOS has one address)',
  async () => {
    const taken = []
    for (let count = 0; count < 64; count += 1) taken.push(await privateLoopback({ name: 'crowded' }))
    await expect(privateLoopback({ name: 'crowded' })).rejects.toMatchObject({
      code: 'E_LOOPBACK',
      hints: ['Is the loopback interface up with 127.0.0.1/8 (`ip address show lo`)?'],
    })
    await Promise.all(taken.map((home) => home.release()))
  },
)
