import { existsSync } from 'node:fs'
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { anyPostgres } from '../../packages/postgres/test/support/any-postgres'
import { hasRedis } from '../../packages/redis/test/support/server-programs'
import { packWorkspace } from '../support/packed'
import { repositoryRoot } from '../support/repository-root'
import { chromium } from '../support/playwright-project'
import { readmeSteps } from '../support/readme-steps'
import { type UserFolder, userFolder } from '../support/user-folder'

const folders: UserFolder[] = []

anyPostgres()

// The packages may have to be built first.
beforeAll(packWorkspace, 600_000)

afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(folders.splice(0).map(({ remove }) => remove()))
})

interface Example {
  readonly name: string
  /** The last lines that its runner prints. */
  readonly passes: RegExp
  /** The services that the run shared, each of which must have been started once. */
  readonly starts: readonly string[]
}

const examples: readonly Example[] = [
  { name: 'vitest-express', passes: /Test Files +2 passed .*\n +Tests +6 passed/, starts: ['api'] },
  { name: 'jest-fastify', passes: /Tests: +4 passed, 4 total/, starts: ['api'] },
  { name: 'vitest-vite', passes: /Test Files +2 passed .*\n +Tests +4 passed/, starts: ['api', 'web'] },
  {
    name: 'four-runners',
    // Vitest, Jest, Playwright Test and node:test; the last has written the report.
    passes: /Tests +2 passed[^]*Tests: +2 passed, 2 total[^]*\n +2 passed[^]*pass 2\n. fail 0/,
    starts: ['store', 'api'],
  },
  { name: 'ci-run', passes: /pass 2\n. fail 0/, starts: ['service'] },
]

test.each(examples)('$name works when it is copied out, and leaves nothing', async ({ name, passes, starts }) => {
  const folder = await copyOut(name)
  expect(await followReadme(folder)).toMatch(passes)
  expect(folder.services().map((service) => service.name)).toEqual(starts)
  expect(await folder.left()).toEqual([])
})

test('vitest-flask works when it is copied out, or is skipped with the reason where Flask is not there', async () => {
  const folder = await copyOut('vitest-flask')
  const output = await followReadme(folder)
  const started = folder.services().map(({ name }) => name)
  if (started.length === 0) expect(output).toMatch(/Skipped: no Python here has Flask[^]* 3 skipped/)
  else expect(output).toMatch(/Tests +3 passed/)
  expect(started).toEqual(started.length === 0 ? [] : ['app'])
  expect(await folder.left()).toEqual([])
})

test('vitest-postgres works when it is copied out, and leaves nothing', async () => {
  const folder = await copyOut('vitest-postgres')
  expect(await followReadme(folder)).toMatch(/Test Files +2 passed .*\n +Tests +5 passed/)
  const names = folder.services().map(({ name }) => name)
  expect(names).toContain('db.server')
  expect(names.filter((name) => name === 'api').length).toBeLessThanOrEqual(2)
  expect(await folder.left()).toEqual([])
})

test.skipIf(!existsSync(chromium))(
  `playwright-vite-api-postgres works when it is copied out, and leaves nothing (skipped: without ${chromium})`,
  async () => {
    vi.stubEnv('CHROMIUM_PATH', chromium)
    const folder = await copyOut('playwright-vite-api-postgres')
    expect(await followReadme(folder)).toMatch(/\n +3 passed/)
    expect(folder.services().map(({ name }) => name)).toEqual(['db.server', 'db', 'api', 'web'])
    expect(await folder.left()).toEqual([])
  },
)

test('monorepo works when it is copied out, with one server for both packages, and leaves nothing', async () => {
  const folder = await copyOut('monorepo')
  expect(await followReadme(folder)).toMatch(/Test Files +2 passed .*\n +Tests +5 passed[^]*Tests +3 passed/)
  expect(folder.services().filter(({ name }) => name === 'server')).toHaveLength(1)
  expect(await folder.left()).toEqual([])
})

test.skipIf(!hasRedis)('jest-redis works when it is copied out, and leaves nothing', async () => {
  const folder = await copyOut('jest-redis')
  expect(await followReadme(folder)).toMatch(/Tests: +3 passed, 3 total/)
  expect(folder.services().map(({ name }) => name)).toEqual(['queue.server', 'queue', 'worker'])
  expect(await folder.left()).toEqual([])
})

test('polyglot works when it is copied out, or is skipped with what is missing', async () => {
  const folder = await copyOut('polyglot')
  const output = await followReadme(folder)
  const started = folder.services().map(({ name }) => name)
  if (started.length === 0) expect(output).toMatch(/Skipped: (no Python|MariaDB)[^]* 4 skipped/)
  else expect(output).toMatch(/Tests +4 passed/)
  expect(started).toEqual(started.length === 0 ? [] : ['db.server', 'db', 'catalog', 'shop'])
  expect(await folder.left()).toEqual([])
})

test('two copies of one example run at the same moment, each against its own server', async () => {
  const first = await copyOut('vitest-express')
  const second = await newFolder()
  await first.run('npm install -D portside')
  await cp(first.path, second.path, { recursive: true, verbatimSymlinks: true })
  const results = await Promise.all([first.run('npm test'), second.run('npm test')])
  for (const { code, output } of results) expect(code, output).toBe(0)
  const services = [...first.services(), ...second.services()]
  expect(services.map(({ name }) => name)).toEqual(['api', 'api'])
  expect(new Set(services.map(({ url }) => url)).size).toBe(2)
  expect(await first.left()).toEqual([])
  expect(await second.left()).toEqual([])
})

async function copyOut(name: string): Promise<UserFolder> {
  const folder = await newFolder()
  const source = join(repositoryRoot, 'examples', name)
  const isOwn = (path: string) => !/^[/\\](node_modules|\.venv)\b/.test(path.slice(source.length))
  await cp(source, folder.path, { recursive: true, filter: isOwn })
  return folder
}

async function newFolder(): Promise<UserFolder> {
  const folder = await userFolder()
  folders.push(folder)
  return folder
}

/** Runs the lines of the README, each of which must succeed, and resolves to what they wrote. */
async function followReadme({ path, run }: UserFolder): Promise<string> {
  let all = ''
  for (const step of readmeSteps(await readFile(join(path, 'README.md'), 'utf8'))) {
    if (step.kind !== 'line') continue
    const { code, output } = await run(step.line)
    expect(code, `${step.line}\n${output}`).toBe(0)
    all += output
  }
  return all
}
