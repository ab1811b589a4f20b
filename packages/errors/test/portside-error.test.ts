import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { isPortsideError, PortsideError } from '../src/index'

describe('PortsideError', () => {
  test('says which service, what happened, the evidence, the last output and what to do', () => {
    const error = new PortsideError({
      code: 'E_EXITED_EARLY',
      service: 'api',
      summary: 'ended with code 1 before it was ready',
      evidence: ['after 40 ms'],
      output: 'no database\n',
      hints: ['Start a database.'],
    })
    expect(error.message).toBe(
      [
        'api: ended with code 1 before it was ready (E_EXITED_EARLY)',
        '  after 40 ms',
        '',
        '  Last output:',
        '  | no database',
        '',
        '  → Start a database.',
      ].join('\n'),
    )
  })

  test('leaves out what is not known', () => {
    const error = new PortsideError({ code: 'E_LOOPBACK', summary: 'loopback is down' })
    expect(error.message).toBe('loopback is down (E_LOOPBACK)')
    expect(error).toMatchObject({ service: undefined, evidence: [], hints: [], output: '' })
    expect('cause' in error).toBe(false)
  })

  test('shows the last twenty lines of the output, and keeps all of it', () => {
    const output = Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\n')
    const error = new PortsideError({ code: 'E_CRASHED', summary: 'died', output })
    expect(error.message).not.toContain('line 9\n')
    expect(error.message).toContain('line 10\n')
    expect(error.output).toBe(output)
  })

  test('is recognised when another realm made it', () => {
    const other = runInNewContext('Object.assign(new Error("x"), { [Symbol.for("portside.error")]: true })')
    expect(other).not.toBeInstanceOf(Error)
    expect(isPortsideError(other)).toBe(true)
    expect([new Error('x'), null, undefined, 'x', {}].some(isPortsideError)).toBe(false)
  })
})
