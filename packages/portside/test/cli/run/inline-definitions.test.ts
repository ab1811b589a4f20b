import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inlineDefinitions } from '../../../src/cli/run/inline-definitions'
import { withScript } from '../../../src/cli/run/package-scripts'

describe('inlineDefinitions', () => {
  test('makes a service that is named in braces a need, also in a variable', () => {
    const services = [
      { name: 'web', command: 'node web.js {api.url}' },
      { name: 'api', command: 'node api.js', env: { DB: '{db.host}:{db.port}' } },
      { name: 'db', command: 'node db.js {other.url} {db.url}' },
    ]
    const made = Object.fromEntries(inlineDefinitions(services))
    expect(Object.keys(made)).toEqual(['web', 'api', 'db'])
    expect(made['web']?.needs).toEqual({ api: made['api'] })
    expect(made['api']?.needs).toEqual({ db: made['db'] })
    expect(made['db']?.needs).toEqual({})
  })

  test('names the service that a placeholder may mean', () => {
    const services = [
      { name: 'web', command: 'node web.js', env: { API: '{apo.url}' } },
      { name: 'api', command: 'node api.js' },
    ]
    expect(() => inlineDefinitions(services)).toThrow("{apo.…} of 'web' to name a service: is {api.…} meant?")
  })

  test('refuses a circle', () => {
    const services = [
      { name: 'web', command: 'node web.js {api.url}' },
      { name: 'api', command: 'node api.js', env: { WEB: '{web.url}' } },
    ]
    expect(() => inlineDefinitions(services)).toThrow('Expected no service to need itself, got web → api → web')
  })
})

describe('withScript', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'portside-test-'))
    await writeFile(join(directory, 'package.json'), '{"scripts":{"start:api":"node x","it\'s":"node y"}}')
  })
  afterEach(() => rm(directory, { recursive: true }))

  test.each([
    ['npm:start:api', 'npm run --silent start:api'],
    ['npm:start:api --port {port}', 'npm run --silent start:api -- --port {port}'],
    ["npm:it's", `npm run --silent 'it'\\''s'`],
    ['npm start', 'npm start'],
    ['node npm:start', 'node npm:start'],
  ])('reads %j as %j', (line, expected) => {
    expect(withScript(line, directory)).toBe(expected)
  })

  test('names a script that is spelled nearly alike', () => {
    expect(() => withScript('npm:start:apo', directory)).toThrow(
      `Expected \`-s\` to name a script of ${join(directory, 'package.json')}, got 'npm:start:apo': is npm:start:api meant?`,
    )
  })
})
