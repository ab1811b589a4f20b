import { rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { useWaitTests } from './support/wait-tests'

const { directory, wait, listen, serveHttp } = useWaitTests()

describe('portside wait --reverse', () => {
  test('waits until nobody takes connections any more, whatever the protocol', async () => {
    const kept = createTcpServer()
    const port = await listen(kept)
    const resources = [`tcp:${port}`, `postgres://127.0.0.1:${port}`, `http://localhost:${port}`]
    kept.on('connection', (socket) => socket.on('error', () => undefined).resume())
    const run = wait([...resources, '--reverse'])
    await run.outputMatching(/portside waits for postgres.* to be gone \(1 s\)/)
    kept.close()
    const { code, output } = await run.ended
    expect(output.match(/is gone \(\d+ ms\)/g)).toHaveLength(3)
    expect(code, output).toBe(0)
  })

  test('takes another answer over HTTP for gone, as wait-on does', async () => {
    const port = await serveHttp(({ url }, response) => response.writeHead(url === '/old' ? 404 : 200).end())
    expect((await wait([`http://127.0.0.1:${port}/old`, '-r']).ended).code).toBe(0)
    expect((await wait([`http://127.0.0.1:${port}/new`, '-r', '-t', '300']).ended).code).toBe(1)
  })

  test('shows what is still there, and who has the port', async () => {
    const port = await serveHttp((_, response) => response.end())
    const file = join(directory(), 'lock')
    await writeFile(file, '')
    const { code, output } = await wait([`tcp:127.0.0.1:${port}`, file, 'command:true', '-r', '-t', '2000']).ended
    expect(output).toMatch(new RegExp(`tcp:127.0.0.1:${port} is still there after \\d+ ms \\(E_PORT_IN_USE\\)`))
    expect(output).toMatch(new RegExp(`port ${port}: process ${process.pid} `))
    expect(output).toContain(`\`npx portside kill ${port}\` ends who has the port.`)
    expect(output).toMatch(/lock is still there after \d+ ms \(E_NOT_READY\)\n.*lock is there\n/)
    expect(output).toMatch(/command:true is still there/)
    expect(code).toBe(1)
  })

  test('does not take a server that hangs for gone', async () => {
    const silent = createTcpServer()
    const port = await listen(silent)
    const json = await wait([`http://127.0.0.1:${port}/`, '-r', '-t', '2000', '--json']).ended
    expect(JSON.parse(/^\{.*$/m.exec(json.output)?.[0] ?? '')).toMatchObject({
      resources: [{ isGone: false, failure: { code: 'E_PORT_IN_USE' } }],
    })
  })

  test('waits until a file, a socket and the success of a command are gone', async () => {
    const [file, path] = [join(directory(), 'lock'), join(directory(), 'socket')]
    await writeFile(file, '')
    const server = createTcpServer((socket) => socket.on('error', () => undefined).resume())
    await new Promise<void>((resolve) => server.listen(path, resolve))
    const run = wait([file, `socket:${path}`, `http://unix:${path}:/x`, `command:test -e ${file}`, '-r'])
    await run.outputMatching(/waits for command.* to be gone/)
    await rm(file)
    await new Promise((resolve) => server.close(resolve))
    const { code, output } = await run.ended
    expect(output.match(/is gone/g)).toHaveLength(4)
    expect(code, output).toBe(0)
  })
})

describe('portside wait, in the place of wait-on', () => {
  test('waits before it looks, and the delay is part of the time-out', async () => {
    let asked = 0
    const port = await serveHttp((_, response) => {
      asked += 1
      response.end()
    })
    const run = wait([`http-get://127.0.0.1:${port}`, '-d', '1.5s', '-t', '1m', '-l'])
    const startedAtMs = performance.now()
    expect((await run.ended).code).toBe(0)
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(1500)
    expect(asked).toBe(1)
    const late = await wait([`tcp:127.0.0.1:1`, '--delay', '3s', '-t', '3.5s']).ended
    expect(
      Number(/was not listening on .* within (\d+) ms|within (\d+) ms/.exec(late.output)?.slice(1).find(Boolean)),
    ).toBeLessThan(3000)
  })

  test('sends headers, and accepts the statuses that are asked for', async () => {
    const port = await serveHttp(({ headers }, response) =>
      response.writeHead(headers['x-a'] === 'b: c' ? 404 : 500).end(),
    )
    const args = [`http://127.0.0.1:${port}`, '-H', 'x-a: b: c', '--status-codes', '200-299,404']
    expect((await wait(args).ended).code).toBe(0)
  })

  test('sends headers and accepts statuses over a Unix socket, too', async () => {
    const path = join(directory(), 'socket')
    const server = createServer(({ headers, method, url }, response) => {
      const isRight = headers['x-a'] === 'b' && method === 'HEAD' && url === '/x'
      response.writeHead(isRight ? 404 : 500).end()
    })
    await new Promise<void>((resolve) => server.listen(path, resolve))
    const args = [`http://unix:${path}:/x`, `socket:${path}`, '-H', 'x-a: b', '--status-codes', '404']
    const { code, output } = await wait(args).ended
    await new Promise((resolve) => server.close(resolve))
    expect(code, output).toBe(0)
  })

  test('takes a configuration file, and the command line before it', async () => {
    const port = await serveHttp(({ headers }, response) =>
      response.writeHead(headers.authorization === 'Basic bWU6c2VjcmV0' && headers['x-a'] === '2' ? 418 : 500).end(),
    )
    const options = `{ resources: ['http://127.0.0.1:${port}'], interval: 10, auth: { username: 'me', password: 'secret' },
      headers: { 'x-a': '1' }, validateStatus: (status) => status === 418, timeout: 20000, strictSSL: false }`
    await writeFile(join(directory(), 'wait.cjs'), `module.exports = ${options}`)
    const { code, output } = await wait(['-c', 'wait.cjs', '-H', 'x-a: 2']).ended
    expect(code, output).toBe(0)
    await writeFile(join(directory(), 'wait.json'), '{"resources":["tcp:1"],"ca":"x"}')
    const refused = await wait(['--config', 'wait.json']).ended
    expect(refused.output).toContain('Expected no `ca` in wait.json')
    expect(refused.code).toBe(2)
    await writeFile(join(directory(), 'wait.json'), '{"resources":["tcp:1"],"proxy":true}')
    expect((await wait(['--config', 'wait.json']).ended).output).toContain('Expected no `proxy` in wait.json')
  })

  test('ends a request after --httpTimeout and asks again', async () => {
    let count = 0
    const port = await serveHttp((_, response) => {
      count += 1
      if (count > 1) response.end()
    })
    const { code, output } = await wait([`http://127.0.0.1:${port}`, '--httpTimeout', '300']).ended
    expect(code, output).toBe(0)
    // Of itself, it gives the first request 5 s.
    expect(Number(/is ready \((\d+) ms\)/.exec(output)?.[1])).toBeLessThan(4000)
  })

  test('pauses between requests as --interval says, and refuses what is no number of connections', async () => {
    let count = 0
    const port = await serveHttp((_, response) => {
      count += 1
      response.writeHead(500).end()
    })
    await wait([`http://127.0.0.1:${port}`, '-i', '700', '-s', '1', '-t', '2000']).ended
    expect(count).toBeLessThanOrEqual(3)
    const { code, output } = await wait(['tcp:1', '-s', '0']).ended
    expect(output).toContain('Expected `--simultaneous` to be a number from 1')
    expect(code).toBe(2)
  })

  test('waits until a file is whole', async () => {
    const file = join(directory(), 'bundle.js')
    await writeFile(file, '')
    const { output } = await wait([file]).ended
    expect(Number(/is ready \((\d+) ms\)/.exec(output)?.[1])).toBeGreaterThanOrEqual(750)
  })

  test('shows each new reason with --verbose, and what is waited for', async () => {
    let status = 500
    const port = await serveHttp((_, response) => response.writeHead(status).end())
    const run = wait([`http://127.0.0.1:${port}`, '-v'])
    await run.outputMatching(/portside waits for http.*\n.*500 Internal Server Error/)
    status = 503
    await run.outputMatching(/503 Service Unavailable/)
    status = 200
    const { output } = await run.ended
    expect(output.match(/500 Internal/g)).toHaveLength(1)
  })

  test.each([
    ['--tiemout', '--timeout'],
    ['--tcp-timeout', '--tcpTimeout'],
    ['--statusCodes', '--status-codes'],
  ])('names the option that %s may have meant', async (wrong, right) => {
    const { code, output } = await wait(['tcp:3000', wrong, '5']).ended
    expect(output).toContain(`Unknown option ${wrong}: is ${right} meant?`)
    expect(code).toBe(2)
  })

  test('ends the delay at once when a signal comes', async () => {
    const run = wait(['tcp:1', '--delay', '50s', '-v'])
    await run.outputMatching(/waits for tcp:1/)
    const startedAtMs = performance.now()
    run.child.kill('SIGTERM')
    expect((await run.ended).code).toBe(143)
    expect(performance.now() - startedAtMs).toBeLessThan(10_000)
  })
})
