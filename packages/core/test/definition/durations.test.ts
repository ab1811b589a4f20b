import { describe, expect, test } from 'vitest'
import { command, external, inProcess, start, task } from '../../src'
import { serverPath } from '../support/server-path'

const app = () => (_: unknown, response: { end: () => void }) => response.end()

describe('a time that no timer can wait for is refused where it is given', () => {
  const wrong = [NaN, Infinity, -Infinity, -1, 1e99, 2 ** 31, '5000', null].map((value) => value as number)
  const givers: Readonly<Record<string, (timeMs: number) => unknown>> = {
    'startTimeoutMs of command': (startTimeoutMs) => command('node x', { startTimeoutMs }),
    'stopTimeoutMs of command': (stopTimeoutMs) => command('node x', { stopTimeoutMs }),
    'startTimeoutMs of task': (startTimeoutMs) => task('node x', { startTimeoutMs }),
    'startTimeoutMs of task with a function': (startTimeoutMs) => task(() => undefined, { startTimeoutMs }),
    'stopTimeoutMs of task': (stopTimeoutMs) => task('node x', { stopTimeoutMs }),
    'startTimeoutMs of external': (startTimeoutMs) => external('http://127.0.0.1:1', { startTimeoutMs }),
    'stopTimeoutMs of inProcess': (stopTimeoutMs) => inProcess(app, { stopTimeoutMs }),
  }
  test.each(Object.entries(givers))('%s', (option, give) => {
    const name = option.split(' ')[0] ?? ''
    for (const value of wrong) {
      expect(() => give(value)).toThrow(TypeError)
      expect(() => give(value)).toThrow(`Expected \`${name}\` to be milliseconds`)
    }
    expect(() => give(2 ** 31 - 1)).not.toThrow()
  })

  test('timeoutMs of waitForOutput', async () => {
    const api = await start(command(['node', serverPath('echo.mjs')]))
    for (const timeoutMs of wrong)
      await expect(api.waitForOutput(/never/, { timeoutMs })).rejects.toThrow('Expected `timeoutMs` to be milliseconds')
    await api.stop()
  })
})

test('a stop command that is none is refused', () => {
  for (const stopCommand of ['', [], [''], ['kill', 1], 7] as unknown as string[])
    expect(() => command('node x', { stopCommand })).toThrow(TypeError)
})
