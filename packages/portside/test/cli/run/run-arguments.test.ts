import { describe, expect, test } from 'vitest'
import { parseRunArguments } from '../../../src/cli/run/run-arguments'

describe('parseRunArguments', () => {
  test('gives each option to the service before it', () => {
    const args = [
      '-s',
      'api=node api.js',
      '--ready',
      '/health',
      '--port',
      '3000',
      '-s',
      'node web.js',
      '--protocol',
      'https',
      '--timeout',
      '5000',
    ]
    expect(parseRunArguments([...args, '--', 'npm', 'test', '--', '-s'])).toEqual({
      services: [
        { name: 'api', command: 'node api.js', ready: '/health', port: 3000 },
        { name: 'service2', command: 'node web.js', protocol: 'https', timeoutMs: 5000 },
      ],
      file: undefined,
      isJson: false,
      outputFolder: undefined,
      isOutputShown: false,
      command: ['npm', 'test', '--', '-s'],
      env: {},
      fileVariables: {},
    })
  })

  test('knows all that a service has, each for the `-s` before it', () => {
    const api = [
      '-s',
      'api=node api.js',
      '--host',
      '::1',
      '--cwd',
      'api',
      '--env-file',
      '.env',
      '--shell',
      '--expose',
      'narrow',
    ]
    const more = ['--status', '200-299,404', '--header', 'Accept: text/html', '--header', 'X-Y: a:b']
    const worker = ['-s', 'node worker.js', '--port', 'none', '--env', 'API={api.url}', '--env', 'A=b=c']
    const { services, env } = parseRunArguments(['--env', 'CI=1', ...api, ...more, ...worker, '--', 'true'])
    const status = expect.any(Function) as unknown
    const headers = { Accept: 'text/html', 'X-Y': 'a:b' }
    expect(services).toEqual([
      {
        name: 'api',
        command: 'node api.js',
        host: '::1',
        cwd: 'api',
        envFile: '.env',
        isShell: true,
        expose: 'narrow',
        status,
        headers,
      },
      { name: 'service2', command: 'node worker.js', port: 'none', env: { API: '{api.url}', A: 'b=c' } },
    ])
    expect([200, 404, 500].map((code) => services[0]?.status?.(code))).toEqual([true, true, false])
    expect(env).toEqual({ CI: '1' })
  })

  test.each([
    ['NODE_ENV=test node x', { command: 'node x', env: { NODE_ENV: 'test' } }],
    ['api=A=1 B="two words" C= node x', { name: 'api', command: 'node x', env: { A: '1', B: 'two words', C: '' } }],
    ['node x A=1', { command: 'node x A=1' }],
  ])('takes variables in front of a command as a shell does: %s', (line, expected) => {
    expect(parseRunArguments(['-s', line, '--', 'true']).services).toEqual([{ name: 'service', ...expected }])
  })

  test('leaves them to the shell, if one runs the line, and lets --env win', () => {
    const [shell] = parseRunArguments(['-s', 'A=1 node x', '--shell', '--', 'true']).services
    expect(shell).toMatchObject({ command: 'A=1 node x' })
    const [own] = parseRunArguments(['-s', 'A=1 node x', '--env', 'A=2', '--', 'true']).services
    expect(own).toMatchObject({ command: 'node x', env: { A: '2' } })
  })

  test('that only a shell can fill in is refused in the words of the command line', () => {
    expect(() => parseRunArguments(['-s', 'A=$B node x', '--', 'true'])).toThrow(
      /^Expected `-s` to be a program and its arguments without `\$B` \(set variables with `--env`; .*got '\$B'$/,
    )
  })

  test.each([
    ['my-api=node server.mjs', '`myApi=node server.mjs`'],
    ['Web-=node x', '`web=node x`'],
  ])('refuses a name with a hyphen, and writes it as it may be: %s', (value, meant) => {
    expect(() => parseRunArguments(['-s', value, '--', 'x'])).toThrow(`write ${meant}`)
  })

  test('takes a services file instead', () => {
    expect(parseRunArguments(['--services', 'e2e.ts', '--json', '--', 'true'])).toMatchObject({
      file: 'e2e.ts',
      isJson: true,
    })
  })

  test.each([
    [['-s', 'node a'], 'after `--`'],
    [['-s', 'node a', '--'], 'after `--`'],
    [['--ready', '/', '--', 'true'], '--ready'],
    [['-s', 'node a', '--port', 'http', '--', 'true'], '--port'],
    [['-s', 'node a', '--port', '65536', '--', 'true'], '--port'],
    [['-s', 'node a', '--protocol', 'ftp', '--', 'true'], '--protocol'],
    [['--protocol', 'https', '--', 'true'], '--protocol'],
    [['-s', 'node a', '--timeout', '0', '--', 'true'], '--timeout'],
    [['-s', 'node a', '--timeout', '1e99', '--', 'true'], '--timeout'],
    [['-s', 'node a', '--timeout', 'Infinity', '--', 'true'], '--timeout'],
    [['-s', 'node a', '--timeout=-1', '--', 'true'], '--timeout'],
    [['-s', 'node a', '--host', 'localhost', '--', 'true'], '--host'],
    [['-s', 'node a', '--expose', 'no', '--', 'true'], 'warn, narrow, error or allow'],
    [['-s', 'node a', '--env', 'A', '--', 'true'], "NAME=value, got 'A'"],
    [['-s', 'node a', '--env', 'PORT=80', '--', 'true'], '--port 80'],
    [['-s', 'PORT=80 node a', '--', 'true'], '--port 80'],
    [['-s', 'node a', '--cwd', '', '--', 'true'], '--cwd'],
    [['-s', 'node a', '--status', '2xx', '--', 'true'], '--status'],
    [['-s', 'node a', '--header', 'x', '--', 'true'], '--header'],
    [['--shell', '--', 'true'], '--shell'],
    [['--output', '', '--', 'true'], '--output'],
    [['-s', 'a=node a', '-s', 'a=node b', '--', 'true'], "two of 'a'"],
    [['-s', 'node a', '--services', 'x.ts', '--', 'true'], 'got both'],
    [['--nope', '--', 'true'], '--nope'],
  ])('refuses %j', (args, message) => {
    expect(() => parseRunArguments(args)).toThrow(TypeError)
    expect(() => parseRunArguments(args)).toThrow(message)
  })
})
