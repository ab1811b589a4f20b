import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { watchSockets } from '../../src/wait/watch-sockets'
import { freeAddress } from '../support/free-address'
import { listenTcp } from '../support/listen'
import { temporaryDirectory } from '../support/temporary-directory'
import { until } from '../support/until'

/** Files as the kernel writes them (`net/ipv4/proc.c`, `net/ipv6/proc.c`). */
function kernelFiles() {
  const folder = temporaryDirectory()
  const paths = [join(folder, 'sockstat'), join(folder, 'sockstat6')] as const
  const write = (ipv4: number, ipv6: number): void => {
    writeFileSync(paths[0], `sockets: used 231\nTCP: inuse ${ipv4} orphan 0 tw 12 alloc 30 mem 3\nUDP: inuse 2 mem 0\n`)
    writeFileSync(paths[1], `TCP6: inuse ${ipv6}\nUDP6: inuse 1\n`)
  }
  write(5, 2)
  return { paths, write }
}

test('a socket that is added is noticed, whatever its family', () => {
  const { paths, write } = kernelFiles()
  const watch = watchSockets(paths)
  expect(watch?.hasGrown()).toBe(false)
  write(6, 2)
  expect(watch?.hasGrown()).toBe(true)
  expect(watch?.hasGrown()).toBe(false)
  write(6, 3)
  expect(watch?.hasGrown()).toBe(true)
  watch?.end()
})

test('one that is added after another went is noticed too', () => {
  const { paths, write } = kernelFiles()
  const watch = watchSockets(paths)
  write(4, 2)
  expect(watch?.hasGrown()).toBe(false)
  write(5, 2)
  expect(watch?.hasGrown()).toBe(true)
  watch?.end()
})

test('where the kernel gives no count there is nothing to watch', () => {
  const folder = temporaryDirectory()
  writeFileSync(join(folder, 'other'), 'TCP: something else\n')
  expect(watchSockets([join(folder, 'absent'), join(folder, 'other')])).toBeUndefined()
})

test.skipIf(process.platform !== 'linux')(
  'the kernel counts a server that begins to listen (skipped: only on Linux)',
  async () => {
    const watch = watchSockets()
    await listenTcp(await freeAddress())
    await until(() => watch?.hasGrown() ?? false)
    watch?.end()
  },
)
