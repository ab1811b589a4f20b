import { expect, test } from 'vitest'
import { runChecks } from '../../../src/cli/doctor/run-checks'

test('a check that fails itself is a warning with the reason, and the others are made', async () => {
  const results = await runChecks({ folder: '/', environment: {}, nodeVersion: undefined as never })
  const [node, ...others] = results
  expect(node).toMatchObject({
    name: 'node',
    state: 'warn',
    fact: expect.stringContaining('could not be found out: TypeError') as string,
  })
  expect(others.map(({ name }) => name)).toContain('loopback IPv4')
})
