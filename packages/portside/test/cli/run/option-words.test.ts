import { command } from '@portside/core'
import { isPortsideError, PortsideError } from '@portside/errors'
import { expect, test } from 'vitest'
import { inOptionWords, optionWords, withOptionWords } from '../../../src/cli/run/option-words'

test.each([
  ["Or use the port that it picks: `port: 'discover'`.", 'Or use the port that it picks: `--port discover`.'],
  ['Or give it the port that it wants: `port: 5173`.', 'Or give it the port that it wants: `--port 5173`.'],
  ["Or ask for the address that it has: `host: '::1'`.", 'Or ask for the address that it has: `--host ::1`.'],
  ["kept on loopback by `expose: 'narrow'`.", 'kept on loopback by `--expose narrow`.'],
  ["Set `env: { NODE_ENV: 'development' }`.", 'Set `--env NODE_ENV=development`.'],
  ['variable: `env: (_, { port }) => ({ APP_PORT: port })`.', 'variable: `--env APP_PORT={port}`.'],
  ['set `env: { … }`', 'set `--env NAME=value`'],
  ['raise `startTimeoutMs`; if `ready` is wrong', 'raise `--timeout`; if `--ready` is wrong'],
  [
    "log in (`headers: { authorization: 'Bearer …' }`), or accept its answer (`status: 401`).",
    'log in (`--header "authorization: Bearer …"`), or accept its answer (`--status 401`).',
  ],
  ['its `envFile` /x could not be read', 'its `--env-file` /x could not be read'],
  ['Correct `cwd`, or create the folder.', 'Correct `--cwd`, or create the folder.'],
  ['Stop it (`npx portside kill 80`), or leave `port` out', 'Stop it (`npx portside kill 80`), or leave `--port` out'],
  ["an option that answers (`--yes`), or `stdin: 'closed'`.", 'an option that answers (`--yes`).'],
  [
    "`port: 'none'`, and a line of its output as `ready: /started/`.",
    '`--port none`, and a line of its output as `--ready log:started`.',
  ],
  [
    "may run it for the service: set `owner: 'any'`, and `stopCommand` to the line that stops it.",
    'may run it for the service: define the service in a services file, where its option owner allows that.',
  ],
  ['keep it in the foreground, or say `detaches: true`.', 'keep it in the foreground.'],
  ['A service must stay in the foreground; a step that ends is a `task`.', 'A service must stay in the foreground.'],
  [
    "It speaks TLS: say `protocol: 'https'`, ask by `probe.http()` with a whole `https://…` URL (or `probe.grpc({ tls: true })`), or take `probe.tcp()`.",
    'It speaks TLS: say `--protocol https`, or leave `--ready` out.',
  ],
])('writes %j as %j', (text, expected) => {
  expect(optionWords(text)).toBe(expected)
})

test('leaves out a folder that no command line has', () => {
  const text = 'Relative paths begin at the folder of the services file; without one, at the working directory.'
  expect(optionWords(text)).toBe('Relative paths begin at the working directory.')
})

test('rewrites a portside error and the failures that led to it, and leaves the rest', () => {
  const facts = { code: 'E_NOT_READY', service: 'api', output: 'y', byHand: 'node x', definedAt: 'z' } as const
  const failures = [{ code: 'E_WRONG_PORT', service: 'db', summary: 's', hints: ['`port: 80`'] }] as const
  const hints = ['raise `startTimeoutMs`']
  const error = new PortsideError({ ...facts, summary: 'was not `ready`', evidence: ['`ready`'], hints, failures })
  const named = withOptionWords(error) as PortsideError
  expect(named).toMatchObject({
    ...facts,
    summary: 'was not `--ready`',
    evidence: ['`--ready`'],
    hints: ['raise `--timeout`'],
    failures: [{ hints: ['`--port 80`'] }],
  })
  expect(named.message).toContain('→ raise `--timeout`')
  expect(isPortsideError(named)).toBe(true)
})

test('drops a hint that cannot be followed on the command line', () => {
  const hints = ["Or say `owner: 'any'` to move on.", "If it is meant, say `owner: 'any'`.", 'Stop it.']
  const error = new PortsideError({ code: 'E_WRONG_PORT', summary: 'x', hints })
  expect(withOptionWords(error)).toMatchObject({ hints: ['Stop it.'] })
})

test.each([
  [
    'node a && node b',
    {},
    /^Expected `-s` to be .* without `&&` \(set variables with `--env`; `--shell` runs the line in a shell; .*got 'node a && node b'$/,
  ],
  ['cd x && node a', {}, /^Expected `-s` to be .* without `&&` \(set `--cwd x` in place of `cd x &&`; set variables/],
  ['node a', { port: 'none' }, /^Expected `--ready` to be given with `--port none`: .* is ready$/],
  [
    'node {port}',
    { port: 'none', ready: /x/ },
    /^Expected `-s` to be without \{port\}, .*; `--env` can carry such braces instead, /,
  ],
] as const)('rewrites the TypeError of command(%j, %j)', (line, options, expected) => {
  expect(() => inOptionWords(() => command(line, options))).toThrow(expected)
})

test('passes other errors on', () => {
  const error = new Error('`ready`')
  expect(withOptionWords(error)).toBe(error)
})
