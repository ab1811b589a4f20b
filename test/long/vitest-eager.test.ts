import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'
import { hasNodeVersions, vitestVersions } from './support/vitest-versions'

if (!hasNodeVersions)
  test.skip('an eager service with Vitest 5 (skipped: no Node.js 22 for this system)', () => undefined)

describe.each(vitestVersions)('an eager service with Vitest $version', ({ version, installNode }) => {
  let node: Awaited<ReturnType<typeof installNode>>
  let project: Project
  let started: string

  beforeAll(async () => {
    node = await installNode()
    project = await createProject([`vitest@${version}`, 'typescript@5.9'])
    started = join(project.directory, 'started')
    await project.write(files)
  })
  afterAll(async () => {
    await project.remove()
    await node.remove()
  })
  afterEach(async () => {
    // Workers of Vitest outlive it by a moment when it is interrupted.
    await expect.poll(() => processesWith(project.directory), { timeout: 10_000 }).toEqual([])
    await rm(started, { force: true })
  })

  /** Runs Vitest, and returns which services were started meanwhile. */
  async function vitest(...args: readonly string[]) {
    const { code, output } = await start(...args).ended
    return { code, output, starts: await starts() }
  }

  function start(...args: readonly string[]) {
    return runProgram(['node', join(project.directory, 'node_modules/vitest/vitest.mjs'), ...args], {
      cwd: project.directory,
      env: { STARTED: started, PATH: node.PATH },
    })
  }

  async function starts(): Promise<string> {
    return readFile(started, 'utf8').catch(() => '')
  }

  test('is started ahead of need by a run whose tests do not ask for it', async () => {
    const { code, output, starts } = await vitest('run', 'waits')
    expect(output).toContain('1 passed')
    expect(starts).toBe('api ')
    expect(code).toBe(0)
  })

  test('has a name that is nearly that of a fixture, which is refused', async () => {
    const { code, output } = await vitest('run', 'misspelt')
    expect(output).toContain('TypeError: No fixture is called `apii`: did you mean `api`?')
    expect(output).toContain('misspelt.test.ts:4:')
    expect(code).toBe(1)
  })

  test.each([
    { args: ['list', '--no-static-parse'], shown: 'waits > listed' },
    { args: ['list', '--files-only'], shown: 'waits.test.ts' },
    { args: ['list', 'waits', '--json', '--no-static-parse'], shown: '"name": "waits > listed"' },
  ])('is not started by `vitest $args`', async ({ args, shown }) => {
    const { code, output, starts } = await vitest(...args)
    expect(output).toContain(shown)
    expect(starts).toBe('')
    expect(code).toBe(0)
  })

  test('is not started by a run that checks types only', async () => {
    const { code, output, starts } = await vitest('run', '--typecheck.only')
    expect(output).toMatch(/1 passed/)
    expect(starts).toBe('')
    expect(code).toBe(0)
  })

  test('is not started where no file has the name that is asked for, which fails', async () => {
    const { code, output, starts } = await vitest('run', 'nowhere')
    expect(output).toContain('No test files found, exiting with code 1')
    expect(starts).toBe('')
    expect(code).toBe(1)
  })

  test('is not started by `vitest --standalone` before there is a test to run', async () => {
    const run = start('--standalone', '--watch')
    await run.outputMatching(/standalone mode/)
    const early = await starts()
    // Vitest says so before it watches.
    let changes = 0
    const change = async () => {
      await project.write({ 'waits.test.ts': `${waits} // ${(changes += 1)}` })
      return run.output()
    }
    await expect.poll(change, { timeout: 30_000, interval: 500 }).toContain('1 passed')
    expect([early, await starts()]).toEqual(['', 'api '])
    run.child.kill('SIGINT')
    await run.ended
  })
})

const waits = `
  import { existsSync } from 'node:fs'
  import { describe, expect, test } from 'vitest'
  describe('waits', () => {
    test('listed', async () => { await expect.poll(() => existsSync(process.env.STARTED), { timeout: 30_000 }).toBe(true) }, 60_000)
  })`

const files = {
  'package.json': '{ "private": true, "type": "module" }',
  'tsconfig.json':
    '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler", "noEmit": true, "skipLibCheck": true }, "include": ["*.test-d.ts"] }',
  'services.ts': `
    import { appendFileSync } from 'node:fs'
    import { command, defineServices, task } from 'portside'
    const record = task(() => appendFileSync(process.env.STARTED, 'api '))
    const api = command(['node', ${JSON.stringify(serverPath('plain.mjs'))}, import.meta.dirname ?? ''], { eager: true, needs: { record } })
    export default defineServices({ api })`,
  'vitest.config.ts': `
    import { portside } from 'portside/vitest'
    export default { plugins: [portside({ services: './services.ts' })] }`,
  'waits.test.ts': waits,
  'misspelt.test.ts': `
    import { withServices } from 'portside/vitest'
    import services from './services'
    withServices(services)('takes it', ({ apii }: any) => apii.fetch('/'))`,
  'types.test-d.ts': `
    import { expectTypeOf, test } from 'vitest'
    test('is a number', () => expectTypeOf(1).toBeNumber())`,
}
