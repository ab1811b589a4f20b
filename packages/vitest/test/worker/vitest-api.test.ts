import { expect, test } from 'vitest'
import { vitestApi } from '../../src/worker/vitest-api'

test('the functions of Vitest are those that the test file imports', () => {
  expect(vitestApi().expect).toBe(expect)
  expect(vitestApi().test).toBe(test)
})
