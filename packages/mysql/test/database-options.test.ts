import { expect, test } from 'vitest'
import { database, mysql } from '../src/index'

test.each([
  [{ migrate: 1 }, 'migrate'],
  [{ migrate: { command: 'x', run: () => 1 } }, 'migrate'],
  [{ seed: { file: 'x' } }, 'seed'],
  [{ client: { open: () => 1 } }, 'client'],
  [{ migrations: './x' }, 'migrations'],
])('wrong options are a TypeError: %j', (options, option) => {
  expect(() => database(mysql(), options as object)).toThrow(TypeError)
  expect(() => database(mysql(), options as object)).toThrow(option)
})

test('a database may not outlive its server', () => {
  // @ts-expect-error the server ends with its file
  expect(() => database(mysql({ scope: 'file' }), { scope: 'run' })).toThrow(TypeError)
})
