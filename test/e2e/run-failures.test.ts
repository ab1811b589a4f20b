import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serverPath } from '../support/server-path'
import { createRunFolder, type RunFolder } from './support/run-folder'

let folder: RunFolder
let plain: string
beforeEach(async () => {
  folder = await createRunFolder()
  plain = `node ${serverPath('plain.mjs')} ${folder.mark}`
})
afterEach(() => folder.remove())

const fails = (text: string, afterMs = 0) =>
  `command(['node', '-e', "setTimeout(() => { console.error('no disk ' + 'space for ${text}'); process.exit(3) }, ${afterMs})"])`

describe('portside run with several services that fail', () => {
  const services = `
    const db = ${fails('db')}
    const web = command(${JSON.stringify(['node', serverPath('plain.mjs')])})
    const services = { api: command('node x', { needs: { db } }), db, web, cache: ${fails('cache', 400)}, worker: command('node y', { needs: { db } }) }`

  test('reports the causes first, and in one line what only waited for them', async () => {
    const { code, output } = await (await folder.portsideWith(services)).ended
    expect(code, output).toBe(1)
    expect(output).toMatch(
      /db: ended with code 3 before it was ready \(E_EXITED_EARLY\)\n {4}at services\.\w+:\d+:\d+\n/,
    )
    expect(output.match(/no disk space for/g)).toHaveLength(2)
    expect(output).toMatch(
      /portside: db: ended with code 3[^]*no disk space for db[^]*cache: ended with code 3[^]*no disk space for cache[^]*\nnot started, because db failed: api, worker\n/,
    )
    expect(output.match(/portside explain E_EXITED_EARLY/g)).toHaveLength(1)
    expect(output).not.toContain('E_DEPENDENCY')
  })

  test('reports a need that is no service of the run, once', async () => {
    const run = await folder.portsideWith(`
      const db = ${fails('db')}
      const services = { api: command('node x', { needs: { db } }), worker: command('node y', { needs: { db } }) }`)
    const { code, output } = await run.ended
    expect(code, output).toBe(1)
    expect(output.match(/no disk space for db/g)).toHaveLength(1)
    expect(output).toContain('portside: api: not started, because api.db failed (E_DEPENDENCY)')
    expect(output).toContain('\nnot started, because api.db failed: worker\n')
  })

  test('has an event for each of them with --json', async () => {
    const options = [
      '-s',
      'a=node -e process.exitCode=3',
      '-s',
      'b=node -e process.exitCode=4',
      '-s',
      'c=node x {a.url}',
    ]
    const { output, code } = await folder.portside('--json', ...options, '--', 'true').ended
    const events = output.trimEnd().split('\n').map((line) => JSON.parse(line) as object) // prettier-ignore
    expect(events).toMatchObject([
      { event: 'failed', name: 'a', code: 'E_EXITED_EARLY', exitCode: 1 },
      { event: 'failed', name: 'b', code: 'E_EXITED_EARLY' },
      { event: 'failed', name: 'c', code: 'E_DEPENDENCY', summary: 'not started, because a failed' },
    ])
    expect(code).toBe(1)
  })

  test('waits no longer than a moment for those that are still being started', async () => {
    const startedAt = performance.now()
    const run = folder.portside('-s', 'a=node -e process.exitCode=3', '-s', `b=sleep 40`, '--', 'true')
    const { code, output } = await run.ended
    expect(code).toBe(1)
    expect(output).toContain('a: ended with code 3')
    expect(performance.now() - startedAt).toBeLessThan(15_000)
  })
})

describe('portside run', () => {
  test('gives the test command the variables of a file, before those of --env', async () => {
    await writeFile(join(folder.path, 'test.env'), `FROM_FILE='a b'\nBOTH=file\nPLAIN={service.url}\n`)
    const show = 'console.log([process.env.FROM_FILE, process.env.BOTH, process.env.PLAIN].join())'
    const options = ['--env', 'BOTH=option', '--env-file', 'test.env', '-s', plain]
    const { code, output } = await folder.portside(...options, '--', 'node', '-e', show).ended
    expect(output).toContain('\na b,option,{service.url}\n')
    expect(code).toBe(0)
  })

  test('reports the crash of a service that a failed command has met, even if the command is over first', async () => {
    const service = `import http.server, os
class Dying(http.server.BaseHTTPRequestHandler):
    do_GET = lambda self: os._exit(3)
http.server.HTTPServer((os.environ['HOST'], int(os.environ['PORT'])), Dying).serve_forever()`
    await writeFile(join(folder.path, 'dying.py'), service)
    const { code, output } = await folder.portside('-s', 'python3 dying.py', '--', 'curl', '-s', '{url}').ended
    expect(code, output).toBe(52)
    expect(output).toContain('service: ended with code 3')
    expect(output).toContain('(E_CRASHED)')
  })

  test('names the way to a program of a dependency', async () => {
    await mkdir(join(folder.path, 'node_modules/.bin'), { recursive: true })
    await writeFile(join(folder.path, 'node_modules/.bin/my-tool'), '#!/bin/sh\n', { mode: 0o755 })
    const { code, output } = await folder.portside('-s', plain, '--', 'my-tool').ended
    expect(output).toContain('command not found: my-tool\n  → It is in node_modules/.bin: npx my-tool')
    expect(code).toBe(127)
  })

  test('starts nothing where that file cannot be read', async () => {
    const started = `sh -c 'touch started; exec ${plain}'`
    const { code, output } = await folder.portside('--env-file', 'none.env', '-s', started, '--', 'true').ended
    // Node.js itself looks for such an option, and may end first.
    expect([2, 9]).toContain(code)
    expect(output).toContain('none.env')
    expect(existsSync(join(folder.path, 'started'))).toBe(false)
  })

  test('moves a port in the code of a service', async () => {
    const server = `require('node:http').createServer((_, response) => response.end('moved')).listen(3000, '127.0.0.1')`
    await writeFile(join(folder.path, 'fixed.cjs'), server)
    const ask = 'fetch(process.argv[1]).then((response) => response.text()).then(console.log)'
    const options = ['-s', `node fixed.cjs ${folder.mark}`, '--remap', '3000', '--ready', '/']
    const { code, output } = await folder.portside(...options, '--', 'node', '-e', ask, '{url}').ended
    expect(output).toContain('\nmoved\n')
    expect(code).toBe(0)
  })

  test('hints at it in its own words', async () => {
    const server = `require('node:http').createServer((_, response) => response.end()).listen(47_311, '127.0.0.1')`
    await writeFile(join(folder.path, 'fixed.cjs'), server)
    const { output } = await folder.portside('-s', `node fixed.cjs ${folder.mark}`, '--ready', '/', '--', 'true').ended
    expect(output).toContain('Or move its port: `--remap 47311`.')
  })
})
