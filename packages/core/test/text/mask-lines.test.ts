import { expect, test } from 'vitest'
import { maskLines } from '../../src/text/mask-secrets'

const masked = (text: string, secrets: readonly string[]) => maskLines(Buffer.from(text), secrets).toString()

test('masks passwords of URLs and secrets', () => {
  expect(masked('at postgres://me:pass@host/db\nwith key1\n', ['key1'])).toBe(
    'at postgres://me:****@host/db\nwith ****\n',
  )
})

test('masks what a last line that was cut off has left of a secret', () => {
  expect(masked('up\nat postgres://me:pass', [])).toBe('up\nat postgres://me:****')
  expect(masked('with secret-', ['secret-key'])).toBe('with ****')
})

test('passes bytes on as they are where there is nothing to mask', () => {
  const bytes = Buffer.from([0xff, 0xfe, 0x0a])
  expect(maskLines(bytes, ['key'])).toBe(bytes)
})

test('masks megabytes of URLs in less time than a service takes to write them', () => {
  const lines = Buffer.from('GET http://127.0.0.1:3000/users?mail=a@b.c from redis://:pass@127.0.0.1\n'.repeat(15_000))
  const before = process.cpuUsage()
  expect(maskLines(lines, ['key']).includes('pass')).toBe(false)
  // Processor time, which does not grow with what else the machine does.
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(1000)
})
