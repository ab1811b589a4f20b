import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../../support/create-project'
import { processesWith } from '../../support/leftovers'
import { createDatabases, type Databases, postgresFolder, skipReason, type TrapOptions } from './support/databases'
import { addressesIn, brokenServices, carelessModule, commonDatabaseModule } from './support/suite'

const testFile = `
  const { address, names } = require('../db.js')
  const careless = require('../careless.js')
  test('reads its own rows', () => {
    console.log('uses ' + address + ' .')
    expect([names(), careless.names()]).toEqual(['own', 'own'])
  })`

describe.skipIf(postgresFolder === undefined)(`variables of tests in Jest (${skipReason})`, () => {
  let project: Project
  let databases: Databases
  let mark: string

  beforeAll(async () => {
    databases = await createDatabases()
    project = await createProject(['jest@30.5.2'])
    const config = (services: string, more = '{}') => `
      const { portside } = require('portside/jest')
      module.exports = portside({ services: '${services}' }, ${more})`
    const careless = carelessModule
      .replace(/import (.*) from (.*)/, 'const $1 = require($2)')
      .replace(/export const names/, 'exports.names')
    await project.write({
      'services.js': databases.servicesFile({ isCommonJs: true }),
      'worker.js': databases.servicesFile({ isCommonJs: true, scope: 'worker' }),
      'other.js': `
        const { command, defineServices } = require('portside')
        const other = command(['node', '-e', 'require("http").createServer((_, r) => r.end()).listen(process.env.PORT, process.env.HOST)', process.env.MARK])
        module.exports = defineServices({ other }, { env: ({ other }) => ({ DATABASE_URL: other.url, OTHER: '1' }) })`,
      'db.js': commonDatabaseModule,
      'careless.js': careless,
      'set-up.js': `module.exports = async () => console.log('own setup has ' + require('./db.js').names() + ' .')`,
      'setup-file.js': `globalThis.seenBySetup = require('./db.js').address`,
      'plain/jest.config.js': config(
        '../services.js',
        `{ globalSetup: '../set-up.js', setupFiles: ['../setup-file.js'] }`,
      ),
      'plain/a.test.js': `${testFile}\ntest('was set up', () => expect(globalThis.seenBySetup).toBe(address))`,
      'plain/b.test.js': testFile,
      'workers/jest.config.js': config('../worker.js', '{ maxWorkers: 2 }'),
      'workers/a.test.js': meeting('a', 'b'),
      'workers/b.test.js': meeting('b', 'a'),
      'broken.ts': brokenServices,
      'broken/jest.config.js': config('../broken.ts'),
      'broken/a.test.js': testFile,
      'one/jest.config.js': config('../services.js'),
      'one/a.test.js': testFile,
      'two/jest.config.js': config('../other.js'),
      'two/a.test.js': `test('has its own address', () => expect([process.env.DATABASE_URL, process.env.OTHER]).toEqual([expect.stringMatching(/^http/), '1']))`,
      'jest.config.js': `module.exports = { projects: ['<rootDir>/one', '<rootDir>/two'] }`,
      'inline.config.js': config(
        './services.js',
        `{ projects: [{ displayName: 'inner', rootDir: __dirname, testMatch: ['<rootDir>/one/*.test.js'] }] }`,
      ),
    })
  })
  afterAll(async () => {
    await project.remove()
    await databases.remove()
  })

  beforeEach(() => (mark = randomUUID()))
  afterEach(() => expect(processesWith(mark)).toEqual([]))

  /** Runs Jest in a folder of the project. */
  async function jest(folder: string, args: readonly string[] = [], options: Partial<TrapOptions> = {}) {
    const argv = [join(project.directory, 'node_modules/.bin/jest'), ...args]
    const cwd = join(project.directory, folder)
    return databases.runBesideTrap(argv, { ...options, cwd, env: { MARK: mark, MEET: mark, ...options.env } }).ended
  }

  test('are there at import, in workers, for setup files and global setup', async () => {
    const { code, output } = await jest('plain', ['--maxWorkers=2'])
    expect(output).toContain('own setup has own .')
    expect(output).toContain('3 passed')
    expect(new Set(addressesIn(output)).size).toBe(1)
    expect(output).not.toContain('(PORTSIDE_ENV)')
    expect(code).toBe(0)
  })

  test('win over the shell in one process, which is said without the password', async () => {
    const { code, output } = await jest('plain', ['--runInBand'], { isInShell: true })
    expect(output).toContain('3 passed')
    expect(output).toMatch(/gives tests DATABASE_URL=postgres:\/\/postgres:\*{4}@127\.0\.0\.1:\d+\/postgres instead/)
    expect(output.match(/PORTSIDE_ENV\)/g)).toHaveLength(1)
    expect(code).toBe(0)
  })

  test('belong to the worker with a service of one', async () => {
    const { code, output } = await jest('workers')
    expect(output).toContain('4 passed')
    expect(new Set(addressesIn(output)).size).toBe(2)
    expect(code).toBe(0)
  })

  test('belong to the project with a services file of its own', async () => {
    const { code, output } = await jest('.')
    expect(output).toContain('2 passed')
    expect(code).toBe(0)
  })

  test('reach the projects within a configuration', async () => {
    const { code, output } = await jest('.', ['--config', 'inline.config.js'])
    expect(output).toContain('1 passed')
    expect(code).toBe(0)
  })

  test('fail the run once, with the place of the service that does not start', async () => {
    const { code, output } = await jest('broken')
    expect(output.match(/db: ended with code 3 before it was ready \(E_EXITED_EARLY\)/g)).toHaveLength(1)
    expect(output).toMatch(/broken\.ts:3:\d+/)
    expect(output).not.toContain('DATABASE_URL is not set')
    expect(code).toBe(1)
  })

  test.each([[['--listTests']], [['nowhere']], [['--collectTests']]])('start nothing with %j', async (args) => {
    const { output } = await jest('plain', args, { isInShell: true })
    expect(output).toMatch(/a\.test\.js|No tests found/)
    expect(output).not.toContain('PORTSIDE_ENV')
    expect(output).not.toContain('own setup')
  })
})

/** A test file that ends only once the other one has begun, in another worker. */
function meeting(own: string, other: string): string {
  return `${testFile}
    const { existsSync, writeFileSync } = require('node:fs')
    test('meets the other', async () => {
      const note = (name) => 'met-' + process.env.MEET + name
      writeFileSync(note('${own}'), '')
      for (let i = 0; i < 1000 && !existsSync(note('${other}')); i += 1) await new Promise((next) => setTimeout(next, 20))
      expect(existsSync(note('${other}'))).toBe(true)
    }, 30_000)`
}
