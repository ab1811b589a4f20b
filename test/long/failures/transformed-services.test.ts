import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../../support/create-project'
import { runProgram } from '../../support/run-program'
import { shownOutput } from './shown-output'

// The head of the file is shorter once types are gone.
const types = `type Unused = { readonly a: string }\ninterface Gone { readonly b: Unused }\n`
const services = `import { command, defineServices } from 'portside'\n${types}
const fails = (text: string) => command(['node', '-e', "console.error('no disk ' + 'space'); process.exit(3)", text])

export default defineServices({
  api: command(['node', '-e', "console.error('no disk ' + 'space'); process.exit(3)"]),
  helped: fails('helped'),
})\n`
const misspelt = `import { command } from 'portside'\n${types}
export const api = command('node server.js', { reddy: '/' } as object)\n`
const testFile = (name: string) => `import { test } from '@jest/globals'
import { setupServices } from 'portside/jest'
import listed from '../services'
const services = setupServices(listed, '${name}')
test('takes it', () => void services.${name})\n`

const transforms = {
  'ts-jest': {
    dependencies: ['jest@30.5.2', 'ts-jest@29', 'typescript@5.9', '@types/node@20'],
    config: `{ preset: 'ts-jest', testMatch: ['<rootDir>/test/*.ts'] }`,
  },
  babel: {
    dependencies: ['jest@30.5.2', '@babel/core@7', '@babel/preset-env@7', '@babel/preset-typescript@7'],
    config: `{ testMatch: ['<rootDir>/test/*.ts'] }`,
  },
} as const

describe.each(Object.entries(transforms))('Jest with %s shows the line of the user', (_, { dependencies, config }) => {
  let project: Project

  beforeAll(async () => {
    project = await createProject(dependencies)
    const compilerOptions = {
      module: 'commonjs',
      moduleResolution: 'node10',
      target: 'ES2022',
      esModuleInterop: true,
      types: ['node'],
    }
    await project.write({
      'package.json': '{ "private": true }',
      'tsconfig.json': JSON.stringify({ compilerOptions }),
      'babel.config.js': `module.exports = { presets: [['@babel/preset-env', { targets: { node: 'current' } }], '@babel/preset-typescript'] }`,
      'jest.config.js': `module.exports = require('portside/jest').portside({ services: './services.ts' }, ${config})`,
      'services.ts': services,
      'misspelt.ts': misspelt,
      'test/api.ts': testFile('api'),
      'test/helped.ts': testFile('helped'),
      'test/misspelt.ts': `import { test } from '@jest/globals'\nimport { api } from '../misspelt'\ntest('takes it', () => void api)\n`,
    })
  })
  afterAll(() => project?.remove())

  async function jest(name: string) {
    const env = { CI: '', GITHUB_ACTIONS: '' }
    const argv = ['node', 'node_modules/jest/bin/jest.js', `test/${name}`]
    const { output, code } = await runProgram(argv, { cwd: project.directory, env }).ended
    expect(code, output).toBe(1)
    return shownOutput(output, project.directory)
  }

  test.each([
    ['api', 8],
    ['helped', 5],
  ])('of the service %s, which does not start, and of the test file', async (name, line) => {
    const shown = await jest(name)
    expect(shown).toContain('no disk space')
    expect(shown).toContain(`services.ts:${line}:`)
    expect(shown).toContain(`test/${name}.ts:4:`)
    expect(shown).not.toMatch(/node_modules[/\\]portside[/\\]dist/)
  })

  test('of a misspelt option', async () => {
    const shown = await jest('misspelt')
    expect(shown).toContain('command() has no option `reddy`: did you mean `ready`?')
    expect(shown).toContain('misspelt.ts:5:')
    expect(shown).not.toMatch(/node_modules[/\\]portside[/\\]dist/)
  })
})
