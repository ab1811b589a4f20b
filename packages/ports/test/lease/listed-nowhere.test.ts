import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { leasePort } from '../../src/index'
import { readSockets } from '../../src/owner/linux/read-sockets'

const hasLsof = spawnSync('lsof', ['-v'], { stdio: 'ignore' }).status === 0
const isLinux = process.platform === 'linux'

test.skipIf(!isLinux)('a leased port has no row in the tables of the kernel (skipped: only on Linux)', async () => {
  const lease = await leasePort()
  expect(readSockets(lease.port).onPort).toEqual([])
  await lease.release()
})

test.skipIf(!isLinux || !hasLsof)(
  'a script that looks for users of its port does not find who has leased it (skipped: it takes Linux and lsof)',
  async () => {
    const lease = await leasePort()
    const { stdout, status } = spawnSync('lsof', [`-ti:${lease.port}`], { encoding: 'utf8' })
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 })
    await lease.release()
  },
)
