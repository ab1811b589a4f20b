import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  createDatabases,
  type Databases,
  postgresFolder,
  skipReason,
  type TrapOptions,
} from '../e2e/variables/support/databases'
import { addressesIn, commonDatabaseModule, databaseModule } from '../e2e/variables/support/suite'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { installNodeVersions, type NodeVersions } from '../support/node-versions'
import { runProgram } from '../support/run-program'
import { hasNodeVersions } from './support/vitest-versions'

const rows = `
  test('reads its own rows', () => {
    console.log('uses ' + address + ' .')
    expect(names()).toBe('own')
  })`
const inVitest = `import { expect, test } from 'vitest'\nimport { address, names } from './db.mjs'${rows}`
// Vitest would read it from the text of this file, too.
const jsdom = ['jest-environment', 'jsdom'].join(' ')
const pools = ['forks', 'threads', 'vmThreads', 'vmForks']

describe.skipIf(postgresFolder === undefined)(`variables of tests in other versions (${skipReason})`, () => {
  let databases: Databases
  let nodes: NodeVersions | undefined
  let project: Project | undefined
  let mark: string

  beforeAll(async () => {
    databases = await createDatabases()
    if (hasNodeVersions) nodes = await installNodeVersions([22])
  })
  afterAll(async () => {
    await databases.remove()
    await nodes?.remove()
  })

  beforeEach(() => (mark = randomUUID()))
  afterEach(async () => {
    await project?.remove()
    expect(processesWith(mark)).toEqual([])
  })

  /** Installs a project with these files, and runs a script of one of its packages beside the trap, which is in the shell. */
  async function run(
    dependencies: readonly string[],
    files: Readonly<Record<string, string>>,
    argv: readonly string[],
    { env, nodeFolder }: Pick<TrapOptions, 'env' | 'nodeFolder'> = {},
  ) {
    project = await createProject(dependencies)
    await project.write(files)
    const cwd = project.directory
    const options = {
      cwd,
      env: { MARK: mark, ...env },
      isInShell: true,
      ...(nodeFolder !== undefined && { nodeFolder }),
    }
    return databases.runBesideTrap(['node', ...argv], options).ended
  }

  // Vitest 5 needs Node.js 22.
  test.each(hasNodeVersions ? ['3.2.7', '5.1.1'] : ['3.2.7'])(
    'are there at import in every pool of Vitest %s',
    async (version) => {
      const nodeFolder = version.startsWith('5') ? nodes?.folderOf(22) : undefined
      const files = {
        'package.json': '{ "private": true, "type": "module" }',
        'services.ts': databases.servicesFile(),
        'db.mjs': databaseModule,
        'a.test.mjs': inVitest,
        'vitest.config.ts': `
        import { portside } from 'portside/vitest'
        const projects = ${JSON.stringify(pools)}.map((pool) => ({ extends: true, test: { name: pool, pool } }))
        export default { plugins: [portside()], test: { projects } }`,
      }
      const { code, output } = await run([`vitest@${version}`], files, ['node_modules/vitest/vitest.mjs', 'run'], {
        ...(nodeFolder !== undefined && { nodeFolder }),
      })
      expect(output).toContain('4 passed')
      expect(new Set(addressesIn(output)).size).toBe(1)
      expect(code).toBe(0)
    },
  )

  test.each(['29.7.0', '30.5.2'])(
    'are there at import in Jest %s: CommonJS, ES modules, ts-jest and jsdom',
    async (version) => {
      const major = version.split('.')[0]
      const inJest = `test('reads its own rows', () => { console.log('uses ' + address + ' .'); expect(names()).toBe('own') })`
      const files = {
        'package.json': '{ "private": true }',
        'tsconfig.json':
          '{ "compilerOptions": { "module": "commonjs", "esModuleInterop": true, "isolatedModules": true } }',
        'services.ts': databases.servicesFile(),
        'db.js': commonDatabaseModule,
        'db.mjs': databaseModule,
        'typed.ts': databaseModule.replace('const url', 'const url: string | undefined'),
        'common.test.js': `const { address, names } = require('./db.js')\n${inJest}`,
        'module.test.mjs': `import { address, names } from './db.mjs'\n${inJest}`,
        'types.test.ts': `import { address, names } from './typed'\n${inJest}`,
        'page.test.js': `
        /** @${jsdom} */
        const { address, names } = require('./db.js')
        ${inJest}
        test('has a page', () => expect(document.body).toBeTruthy())`.trimStart(),
        'jest.config.js': `
        const { portside } = require('portside/jest')
        module.exports = portside({}, {
          testMatch: ['<rootDir>/*.test.*'],
          moduleFileExtensions: ['js', 'mjs', 'ts', 'json'],
          transform: { '\\\\.ts$': ['ts-jest', { diagnostics: false }] },
        })`,
      }
      const dependencies = [`jest@${version}`, `jest-environment-jsdom@${major}`, 'ts-jest@29', 'typescript@5.9']
      const env = { NODE_OPTIONS: '--experimental-vm-modules' }
      const { code, output } = await run(dependencies, files, ['node_modules/jest/bin/jest.js'], { env })
      expect(output).toContain('5 passed')
      expect(new Set(addressesIn(output)).size).toBe(1)
      expect(output.match(/PORTSIDE_ENV\)/g)).toHaveLength(1)
      expect(code).toBe(0)
    },
  )
})

describe.skipIf(postgresFolder === undefined)(`eight runs from one root (${skipReason})`, () => {
  let databases: Databases
  let project: Project
  let mark: string
  const rounds = Number(process.env['ROUNDS'] ?? 2)

  beforeAll(async () => {
    databases = await createDatabases()
    project = await createProject(['vitest@4.1.12', 'jest@30.5.2'])
    mark = randomUUID()
    const inJest = `const { address, names } = require('../../db.js')${rows}`
    await project.write({
      'package.json': '{ "private": true, "workspaces": ["packages/*"] }',
      'db.js': commonDatabaseModule,
      'db.mjs': databaseModule,
      'packages/a/services.ts': databases.servicesFile(),
      'packages/a/vitest.config.mts': `
        import { portside } from 'portside/vitest'
        export default { plugins: [portside()], test: { dir: 'packages/a' } }`,
      'packages/a/a.test.mjs': inVitest.replace('./db.mjs', '../../db.mjs'),
      'packages/b/services.ts': databases.servicesFile(),
      'packages/b/jest.config.js': `
        const { portside } = require('portside/jest')
        module.exports = portside({ services: './services.ts' }, { testMatch: ['<rootDir>/*.test.js'] })`,
      'packages/b/b.test.js': inJest,
    })
  })
  afterAll(async () => {
    await project.remove()
    await databases.remove()
  })

  const a = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'packages/a/vitest.config.mts']
  const b = ['node_modules/jest/bin/jest.js', '--config', 'packages/b/jest.config.js']

  test(`are all green, ${rounds} rounds, each with a database of its own beside its configuration`, async () => {
    const PATH = [process.env['PATH'], postgresFolder].join(delimiter)
    for (let round = 0; round < rounds; round += 1) {
      const argv = [a, b, a, b, a, b, a, b]
      const runs = argv.map((words) =>
        runProgram(['node', ...words], { cwd: project.directory, env: { MARK: mark, PATH } }),
      )
      const ended = await Promise.all(runs.map((run) => run.ended))
      for (const { code, output } of ended) expect(code, output).toBe(0)
      expect(new Set(ended.flatMap(({ output }) => addressesIn(output))).size).toBe(8)
    }
    expect(processesWith(mark)).toEqual([])
    expect(existsSync(join(project.directory, 'services.ts'))).toBe(false)
  })
})
