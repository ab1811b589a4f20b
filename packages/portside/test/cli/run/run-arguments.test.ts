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
    })
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
    [['--output', '', '--', 'true'], '--output'],
    [['-s', 'a=node a', '-s', 'a=node b', '--', 'true'], "two of 'a'"],
    [['-s', 'node a', '--services', 'x.ts', '--', 'true'], 'got both'],
    [['--nope', '--', 'true'], '--nope'],
  ])('refuses %j', (args, message) => {
    expect(() => parseRunArguments(args)).toThrow(TypeError)
    expect(() => parseRunArguments(args)).toThrow(message)
  })
})
