import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../support/create-project'
import { processesWith } from '../support/leftovers'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

let project: Project
let mark: string

const server = `command(['node', ${JSON.stringify(serverPath('plain.mjs'))}, process.env.MARK])`
const printUrl = `test('prints', async ({ api }) => { console.log('uses', (await api.fetch('/')).url) })`

/** A folder of the project whose suite uses a services file, and in which a test runs `body`. */
function suite(folder: string, services: string, body: string): Record<string, string> {
  return {
    [`${folder}/vitest.config.ts`]: `
      import { portside } from 'portside/vitest'
      export default { plugins: [portside({ services: '../${services}.ts' })] }`,
    [`${folder}/a.test.ts`]: `
      import { withServices } from 'portside/vitest'
      import services from '../${services}'
      const test = withServices(services)
      ${body}`,
  }
}

beforeAll(async () => {
  project = await createProject(['vitest@4.1.12'])
  await project.write({
    'package.json': '{ "private": true, "type": "module" }',
    'services.ts': `
      import { command, defineServices } from 'portside'
      export default defineServices({ api: ${server} })`,
    'nesting.ts': `
      import { command, defineServices, task } from 'portside'
      const api = ${server}
      const nested = task(['vitest', 'run', '--root', 'inner'], { needs: { api } })
      export default defineServices({ api, nested })`,
    ...suite('first', 'services', printUrl),
    ...suite('second', 'services', printUrl),
    ...suite('inner', 'nesting', printUrl),
    ...suite(
      'outer',
      'nesting',
      `test('prints', async ({ api, nested }) => {
        console.log('nested', await nested.output())
        console.log('outer', (await api.fetch('/')).url)
      })`,
    ),
  })
})
afterAll(() => project.remove())

beforeEach(() => (mark = randomUUID()))
afterEach(() => expect(processesWith(mark)).toEqual([]))

/** Runs a program of the project to its end, and gives its output. */
async function outputOf(program: string, ...args: readonly string[]): Promise<string> {
  const path = (name: string) =>
    name.endsWith('*') ? join(project.directory, 'node_modules/.bin', name.slice(0, -1)) : name
  const run = runProgram([program, ...args].map(path), { cwd: project.directory, env: { MARK: mark } })
  const { code, output } = await run.ended
  expect(code, output).toBe(0)
  return output
}

/** The URLs that come after a word in an output. */
function urlsAfter(word: string, output: string): string[] {
  return [...output.matchAll(new RegExp(`${word} (http://[^\\s/]+)`, 'g'))].map(([, url = '']) => url)
}

describe('runners on one machine', () => {
  test('each have services of their own when they run side by side', async () => {
    const outputs = await Promise.all(['first', 'second'].map((root) => outputOf('vitest*', 'run', '--root', root)))
    const urls = outputs.flatMap((output) => urlsAfter('uses', output))
    expect(urls).toHaveLength(2)
    expect(new Set(urls).size).toBe(2)
  })

  test('share those of `portside run` above them, in every project', async () => {
    const both = 'vitest run --root first && vitest run --root second'
    const output = await outputOf('portside*', 'run', '--', 'sh', '-c', `PATH=node_modules/.bin:$PATH; ${both}`)
    const urls = urlsAfter('uses', output)
    expect(urls).toHaveLength(2)
    expect(new Set([...urls, ...urlsAfter('ready at', output)]).size).toBe(1)
  })

  test('belong to the inner one of two runs', async () => {
    const output = await outputOf(
      'portside*',
      'run',
      '--',
      'portside*',
      'run',
      '--',
      'vitest*',
      'run',
      '--root',
      'first',
    )
    const [outer, inner] = urlsAfter('ready at', output)
    expect(inner).not.toBe(outer)
    expect(urlsAfter('uses', output)).toEqual([inner])
  })

  test('have a run of their own inside of a service', async () => {
    const output = await outputOf('vitest*', 'run', '--root', 'outer')
    const [inner] = urlsAfter('uses', output)
    const [outer] = urlsAfter('outer', output)
    expect(inner).toMatch(/^http/)
    expect(outer).toMatch(/^http/)
    expect(inner).not.toBe(outer)
  })
})
