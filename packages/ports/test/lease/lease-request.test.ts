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
  [{ port: Number.NaN }, 'port'],
  [{ port: Infinity }, 'port'],
  [{ port: '3000' as unknown as number }, 'port'],
  [{ range: null as never }, 'range'],
  [{ range: { from: Number.NaN, to: 4 } }, 'range.from'],
  [{ range: { from: 4, to: Infinity } }, 'range.to'],
  [{ exclude: 5 as never }, 'exclude'],
  [{ exclude: 'abc' as never }, 'exclude'],
  [{ exclude: [Number.NaN] }, 'exclude'],
  [{ service: 5 as never }, 'service'],
  [{ run: {} as never }, 'run'],
  [{ project: 5 as never }, 'project'],
])('%j is a TypeError that names `%s`', async (options, name) => {
  await expect(leasePort(options)).rejects.toThrow(TypeError)
  await expect(leasePort(options)).rejects.toThrow(`\`${name}\``)
})

test.each([
  [{ prot: 3000 }, 'leasePort() has no option `prot`: did you mean `port`?'],
  [{ reserve: true }, 'leasePort() has no option `reserve`: leave it out: a lease keeps its port until `release()`'],
  [{ range: { from: 1, too: 2 } }, 'range has no option `too`: did you mean `to`?'],
  [{ port: [3000, 3001] }, 'Expected `port` to be one number (of several, `range: { from, to }`), got [ 3000, 3001 ]'],
])('%j is answered with what to write', async (options, message) => {
  await expect(leasePort(options as never)).rejects.toThrow(message)
})

test.each([null, 5, 'abc'])('%j in place of the options is a TypeError', async (options) => {
  await expect(leasePort(options as never)).rejects.toThrow('Expected `options of leasePort()` to be a plain object')
})
