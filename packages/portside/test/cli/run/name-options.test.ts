import { PortsideError } from '@portside/errors'
import { expect, test } from 'vitest'
import { nameOptions } from '../../../src/cli/run/run-services'

test('names the options of the command line in the hints of a portside error, and leaves the rest', () => {
  const facts = {
    code: 'E_NOT_READY',
    service: 'api',
    summary: 'was not `ready`',
    evidence: ['x'],
    output: 'y',
  } as const
  const error = new PortsideError({
    ...facts,
    hints: ['raise `startTimeoutMs`; if `ready` is wrong', "say `protocol: 'https'`"],
  })
  const named = nameOptions(error) as PortsideError
  expect(named).toMatchObject({
    ...facts,
    hints: ['raise `--timeout`; if `--ready` is wrong', 'say `--protocol https`'],
  })
  expect(named.message).toContain('→ raise `--timeout`')
})

test('passes other errors on', () => {
  const error = new TypeError('`ready`')
  expect(nameOptions(error)).toBe(error)
})
