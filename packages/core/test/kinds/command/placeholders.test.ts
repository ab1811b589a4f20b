import { describe, expect, test } from 'vitest'
import { command, defineServices, external, reservePort, start, task } from '../../../src'
import { nearPlaceholders } from '../../../src/kinds/command/placeholders'
import { warningsOf } from '../../support/warnings-of'

const print = ['-e', 'console.log(process.argv.slice(1).join(" ")); setInterval(() => {}, 1000)']
const printing = (...words: readonly string[]) => [process.execPath, ...print, ...words]
const ready = { port: 'none', ready: /\S/ } as const

/** Starts a command that prints these words, and returns what it has printed. */
async function printed(words: readonly string[], options: object = {}): Promise<string> {
  const service = await start(command(printing(...words), { ...ready, ...options }))
  const text = await service.output()
  await service.stop()
  return text.trim()
}

describe('placeholders', () => {
  test('stand for the addresses of needs', async () => {
    const db = external('http://127.0.0.1:1', { ready: () => true })
    const web = reservePort()
    const options = { needs: { db, web } }
    expect(await printed(['{db.url}', '{db.port}', '--at={web.host}:{web.port}'], options)).toMatch(
      /^http:\/\/127\.0\.0\.1:1 1 --at=127\.0\.0\.1:\d+$/,
    )
  })

  test('leave all other braces as they are', async () => {
    const words = [
      '{{port}}', '{{ .Port }}', '{{.port}}', '${port}', '${HOST}', '{ port }', '{port, host}', '{print $1}', '{"a":{"b":1}}', '{a,b}', '{}', '{other.url}', '{host:x}',
    ] // prettier-ignore
    expect(await printed(words)).toBe(words.join(' '))
  })

  test('are filled in within other braces', async () => {
    expect(await printed(['{"host":{host}}'])).toBe('{"host":127.0.0.1}')
  })

  test('with `placeholders: false` all braces stay, and nothing is warned about', async () => {
    const warnings = await warningsOf('PORTSIDE_PLACEHOLDER', async () => {
      const words = ['{host}', '{port}', '{prot}', '{port:admin}', '{db.url}']
      const db = external('http://127.0.0.1:1', { ready: () => true })
      expect(await printed(words, { placeholders: false, needs: { db } })).toBe(words.join(' '))
    })
    expect(warnings).toEqual([])
  })

  test('of a task that has braces of its own can be turned off, too', async () => {
    expect(() => task('jq {port}')).toThrow(
      "Expected `command` to be without {port}, which is no port of it; `placeholders: false` keeps all braces, got '{port}'",
    )
    const done = await start(task([process.execPath, '-p', '"{port}"'], { placeholders: false }))
    expect(await done.output()).toContain('{port}')
  })

  test('of a port that does not exist are refused at the definition, with the nearest name', () => {
    const ports = { admin: 'lease' } as const
    expect(() => command('node x {port:admn}', { ports })).toThrow(
      'Expected `command` to be without {port:admn}, which is no port of it (did you mean {port:admin}?)',
    )
    expect(() => command('node x', { stopCommand: 'stop {port:x}' })).toThrow('without {port:x}')
    expect(() => command('node x {port:admin} {port}', { ports })).not.toThrow()
  })

  test.each([
    ['{apii.url}', 'since no need is called `apii` (did you mean {api.url}?)'],
    ['{Api.url}', 'since no need is called `Api` (did you mean {api.url}?)'],
    ['{aip.prot}', 'since no need is called `aip` (did you mean {api.port}?)'],
    ['{api.uri}', 'which is no placeholder of `api` (did you mean {api.url}?)'],
    ['--at={api.hostname}', 'which is no placeholder of `api` (only {api.host}, {api.port}, {api.url} are replaced)'],
  ])('that nearly name a need are refused at the definition: %s', (word, reason) => {
    const needs = { api: external('http://127.0.0.1:1'), db: external('http://127.0.0.1:2') }
    const [, text] = /(\{.*\})/.exec(word) ?? []
    const message = `Expected \`command\` to be without ${text}, ${reason}; \`placeholders: false\` keeps all braces`
    expect(() => command(['node', word], { needs })).toThrow(message)
    expect(() => task(`node ${word}`, { needs })).toThrow(message)
    expect(() => command('node x', { needs, stopCommand: ['stop', word] })).toThrow(message)
    expect(() => command(['node', word], { needs, placeholders: false })).not.toThrow()
  })

  test.each(['{other.uri}', '{apii.path}', '{{api.uri}}', '${api.uri}', '{ api.uri }', '{api}', '{api.a.b}', '{.uri}'])(
    'that name no need nearly are left alone: %s',
    (word) => expect(() => command(['node', word], { needs: { api: external('http://127.0.0.1:1') } })).not.toThrow(),
  )

  test('of a need that has no address are refused at the start, which names the service', async () => {
    const migrate = task(() => undefined)
    const api = command('node x {migrate.url}', { needs: { migrate } })
    await expect(start(api)).rejects.toThrow(
      "service: Expected `command` to be without {migrate.url}, since `migrate` has no `url`, got '{migrate.url}'",
    )
  })
})

describe('a command that names a listed service in braces', () => {
  const db = external('postgres://127.0.0.1:5432')

  test('is refused unless it needs that service', () => {
    const api = command('node api.js --db {db.url}')
    expect(() => defineServices({ api, db })).toThrow(
      /^api: Expected `command` to be without \{db\.url\}, since `db` is a service of its own that `api` does not need: write `needs: \{ db \}` to have it replaced, or `placeholders: false` to keep all braces$/,
    )
    expect(() => defineServices({ api })).not.toThrow()
    expect(() => defineServices({ api: command('node x {db.url}', { needs: { db } }), db })).not.toThrow()
    expect(() => defineServices({ api: command('node x {db.url}', { placeholders: false }), db })).not.toThrow()
    expect(() => defineServices({ api: command('node x {{db.url}} {db.name}'), db })).not.toThrow()
  })

  test('names the service as it is called among its needs', () => {
    const api = task(['node', 'x', '{db.port}'], { needs: { database: db } })
    expect(() => defineServices({ api, db })).toThrow('write `{database.port}`, its name in `needs`,')
  })
})

describe('a word in braces that is nearly a placeholder', () => {
  test('is found', () => {
    const near = (text: string) => nearPlaceholders([text]).map(([word, meant]) => `${word} ${meant}`)
    expect(near('{prot} {hots} {PORT} {uri} {ports}')).toEqual([
      '{prot} {port}', '{hots} {host}', '{PORT} {port}', '{uri} {url}', '{ports} {port}',
    ]) // prettier-ignore
    expect(near('{port} {host} {url} {{prot}} ${PORT} {print} {name} { prot } {}')).toEqual([])
  })

  test('is warned about once, with the name of the service', async () => {
    const warnings = await warningsOf('PORTSIDE_PLACEHOLDER', async () => {
      expect(await printed(['{prot}', '{prot}'])).toBe('{prot} {prot}')
    })
    expect(warnings).toEqual([
      'service: `{prot}` in its command stays as it is. Did you mean `{port}`? `placeholders: false` keeps all braces, without this warning.',
    ])
  })
})
