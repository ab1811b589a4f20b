import { createProject, type Project } from '../../support/create-project'
import { serverPath } from '../../support/server-path'

/** A test runner that shares services with its workers, and how it is called in the project of `createAttackedProject()`. */
export interface AttackedRunner {
  readonly name: string
  readonly argv: readonly string[]
}

/** The runners that are attacked. */
export const attackedRunners: readonly AttackedRunner[] = [
  { name: 'Vitest', argv: ['node_modules/.bin/vitest', 'run', '--pool=forks', '--maxWorkers=2'] },
  { name: 'Jest', argv: ['node_modules/.bin/jest', '--maxWorkers=2'] },
  { name: 'portside run', argv: ['node_modules/.bin/portside', 'run', '--', process.execPath, 'command.cjs'] },
]

const stopTimeoutMs = 500

/** A project in which each runner has two test files that share services; what the tests do, the file `act.cjs` says. */
export async function createAttackedProject(): Promise<Project> {
  const project = await createProject(['vitest@4.1.12', 'jest@30.5.2'])
  const program = (name: string) => JSON.stringify([process.execPath, serverPath(name)])
  await project.write({
    'services.cjs': `
      const { command, defineServices } = require('portside')
      module.exports = defineServices({
        plain: command(${program('plain.mjs')}, { stopTimeoutMs: ${stopTimeoutMs} }),
        stubborn: command(${program('stubborn.mjs')}, { stopTimeoutMs: ${stopTimeoutMs} }),
      })`,
    'vitest.config.mjs': `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: './services.cjs' })], test: { include: ['*.test.mjs'], testTimeout: 60_000 } }`,
    'jest.config.cjs': `
      const { portside } = require('portside/jest')
      module.exports = portside({ services: './services.cjs' }, { testMatch: ['**/*.jest.cjs'], testTimeout: 60_000 })`,
    ...Object.fromEntries(['one', 'two'].flatMap((name) => testFiles(name))),
    'portside.config.cjs': `module.exports = require('./services.cjs')`,
    'command.cjs': `require('./act.cjs').act('one')`,
  })
  return project
}

function testFiles(name: string): [path: string, text: string][] {
  const vitest = `
    import { withServices } from 'portside/vitest'
    import services from './services.cjs'
    import { act } from './act.cjs'
    withServices(services)('acts', ({ plain, stubborn }) => act('${name}', plain, stubborn))`
  const jest = `
    const { setupServices } = require('portside/jest')
    const { act } = require('./act.cjs')
    const handles = setupServices(require('./services.cjs'))
    test('acts', () => act('${name}', handles.plain, handles.stubborn))`
  return [
    [`${name}.test.mjs`, vitest],
    [`${name}.jest.cjs`, jest],
  ]
}
