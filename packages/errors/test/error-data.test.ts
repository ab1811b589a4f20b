import { describe, expect, test } from 'vitest'
import { type ErrorData, fromErrorData, isPortsideError, PortsideError, toErrorData } from '../src/index'

/** Sends an error to another process and back, as data. */
function sent(thrown: unknown): Error {
  return fromErrorData(JSON.parse(JSON.stringify(toErrorData(thrown))) as ErrorData)
}

describe('errors that cross processes', () => {
  test('keep class, code, evidence and causes', () => {
    const cause = new PortsideError({
      code: 'E_EXITED_EARLY',
      service: 'db',
      summary: 'ended',
      output: 'last\n',
      hints: ['h'],
    })
    const error = sent(
      new PortsideError({ code: 'E_DEPENDENCY', service: 'api', summary: 'was not started', evidence: ['e'], cause }),
    )
    expect(isPortsideError(error)).toBe(true)
    expect(error).toMatchObject({ code: 'E_DEPENDENCY', service: 'api', evidence: ['e'] })
    expect(error.cause).toMatchObject({
      code: 'E_EXITED_EARLY',
      output: 'last\n',
      hints: ['h'],
      message: cause.message,
    })
  })

  test('keep the names, messages and stacks of other errors', () => {
    const thrown = new RangeError('too far')
    expect(sent(thrown)).toMatchObject({ name: 'RangeError', message: 'too far', stack: thrown.stack })
    expect(sent(new TypeError('wrong'))).toBeInstanceOf(TypeError)
  })

  test('take whatever was thrown', () => {
    expect(sent('text').message).toBe('text')
    expect(sent(undefined).message).toBe('undefined')
  })
})
