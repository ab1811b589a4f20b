import { expect, test } from 'vitest'
import { leasePort } from '../../src'

test.each([
  [{ port: 0 }, 'port'],
  [{ port: 65_536 }, 'port'],
  [{ port: 3.5 }, 'port'],
  [{ range: { from: 5, to: 4 } }, 'range'],
  [{ range: { from: 0, to: 4 } }, 'range.from'],
  [{ host: 'localhost' }, 'host'],
  [{ host: '10.0.0.1' }, 'host'],
  [{ hold: 'tight' as 'lock' }, 'hold'],
])('%j is a TypeError that names `%s`', async (options, name) => {
  await expect(leasePort(options)).rejects.toThrow(TypeError)
  await expect(leasePort(options)).rejects.toThrow(`\`${name}\``)
})
