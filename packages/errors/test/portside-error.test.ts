import { runInNewContext } from 'node:vm'
import { describe, expect, test, vi } from 'vitest'
import { isPortsideError, withDetails, PortsideError } from '../src/index'

/** The frames of Node.js under each request, and its version. */
const below = `
    at Server.emit (node:events:524:28)
    at parserOnIncoming (node:_http_server:1139:12)
    at HTTPParser.parserOnHeadersComplete (node:_http_common:118:17)

Node.js v20.20.2
`
const above = 'up\nfile:///app/server.mjs:4\n  answer(user.name)\n              ^\n\n'
const frames = ['a', 'b', 'c', 'd', 'e'].map((name) => `    at ${name} (file:///app/${name}.mjs:4:53)`)

/** The output of services that died, and the lines that say why. */
const endings: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  'an error of Node.js': [
    `${above}TypeError: no user\n${frames[0]}${below}`,
    ['  answer(user.name)', '              ^', '', 'TypeError: no user', frames[0] ?? ''],
  ],
  'an error with many frames': [
    `${above}TypeError: no user\n${frames.join('\n')}${below}`,
    ['TypeError: no user', ...frames.slice(0, 4)],
  ],
  'an error that the program prints, with a message of two lines': [
    `up\nGET /user\nAppError: no user\nin the session\n${frames[0]}${below}`,
    ['up', 'GET /user', 'AppError: no user', 'in the session', frames[0] ?? ''],
  ],
  'an error with a cause and properties': [
    `${above}Error: no user\n${frames[0]} {\n  [cause]: DatabaseError: refused\n  ${frames[1]} {\n    code: 'X'\n  }\n}${below}`,
    ['  [cause]: DatabaseError: refused', `  ${frames[1]} {`, "    code: 'X'", '  }', '}'],
  ],
  'an exception of Java': [
    `up\nException in thread "main" java.lang.IllegalStateException: no user\n${['A', 'B', 'C', 'D', 'E'].map((name) => `\tat app.${name}.run(${name}.java:4)`).join('\n')}\n`,
    [
      'Exception in thread "main" java.lang.IllegalStateException: no user',
      ...['A', 'B', 'C', 'D'].map((name) => `\tat app.${name}.run(${name}.java:4)`),
    ],
  ],
  'an error long before the end': [
    `Error: old\n${frames[0]}\n1 one\n2 two\n3 three\n4 four\n5 five\n`,
    ['1 one', '2 two', '3 three', '4 four', '5 five'],
  ],
}

describe('PortsideError', () => {
  test('says which service, what happened, the evidence, the last output and what to do', () => {
    const error = new PortsideError({
      code: 'E_EXITED_EARLY',
      service: 'api',
      summary: 'ended with code 1 before it was ready',
      evidence: ['after 40 ms'],
      output: 'no database\n',
      hints: ['Start a database.'],
    })
    expect(error.message).toBe(
      [
        'api: ended with code 1 before it was ready (E_EXITED_EARLY)',
        '  after 40 ms',
        '',
        '  Last output:',
        '  | no database',
        '',
        '  → Start a database.',
        '',
        '  More: npx portside explain E_EXITED_EARLY',
      ].join('\n'),
    )
  })

  test('leaves out what is not known', () => {
    const error = new PortsideError({ code: 'E_LOOPBACK', summary: 'loopback is down' })
    expect(error.message).toBe('loopback is down (E_LOOPBACK)\n\n  More: npx portside explain E_LOOPBACK')
    expect(error).toMatchObject({ service: undefined, evidence: [], hints: [], output: '' })
    expect('cause' in error).toBe(false)
  })

  test('shows the last twenty lines of the output, and keeps all of it', () => {
    const output = Array.from({ length: 30 }, (_, line) => `line ${line}${'x'.repeat(line)}`).join('\n')
    const error = new PortsideError({ code: 'E_NOT_READY', summary: 'is slow', output })
    expect(error.message).not.toContain('line 9x')
    expect(error.message).toContain('line 10x')
    expect(error.output).toBe(output)
  })

  test('shows the last five lines of a service that died, in each test that it fails', () => {
    const output = Array.from({ length: 30 }, (_, line) => `line ${line}${'x'.repeat(line)}`).join('\n')
    const error = new PortsideError({ code: 'E_CRASHED', summary: 'died', output })
    expect(error.message.match(/line/g)).toHaveLength(5)
    expect(error.output).toBe(output)
  })

  test.each(Object.entries(endings))('shows why a service died: %s', (_, [output, lines]) => {
    const { message } = new PortsideError({ code: 'E_CRASHED', summary: 'died', output })
    expect([...message.matchAll(/^ {2}\| (.*)$/gm)].map(([, line]) => line)).toEqual(lines)
  })

  test('folds lines that are alike but for their numbers', () => {
    const output = ['start', ...Array.from({ length: 19 }, (_, line) => `retry ${line} of 19`), 'no database'].join(
      '\n',
    )
    const error = new PortsideError({ code: 'E_NOT_READY', summary: 'is slow', output })
    expect(error.message).toContain('  | start\n  | retry 0 of 19\n  | … 18 more like this\n  | no database')
  })

  test('does not fold blank lines', () => {
    const error = new PortsideError({ code: 'E_NOT_READY', summary: 'is slow', output: 'start\n\n\n\n\nno database' })
    expect(error.message).toContain('  | start\n  | \n  | \n  | \n  | \n  | no database')
  })

  test('ends with the command that shows it by hand', () => {
    const error = new PortsideError({
      code: 'E_NOT_READY',
      summary: 'is slow',
      hints: ['Wait.'],
      byHand: 'PORT=1 node x',
    })
    expect(
      error.message.endsWith('  → Wait.\n\n  By hand:\n  $ PORT=1 node x\n\n  More: npx portside explain E_NOT_READY'),
    ).toBe(true)
  })

  test('has the places of the user alone in its stack, the definition first', () => {
    const places = { definedAt: '/app/services.ts:3:4', requestedAt: '/app/a.test.ts:8:1' }
    const error = new PortsideError({ code: 'E_NOT_READY', service: 'api', summary: 'is slow', ...places })
    const [defined, requested] = ['    at api (/app/services.ts:3:4)', '    at /app/a.test.ts:8:1']
    expect(error.stack).toBe([`PortsideError: ${error.message}`, defined, requested].join('\n'))
    const crash = new PortsideError({ code: 'E_CRASHED', service: 'api', summary: 'died', ...places })
    expect(crash.stack).toBe([`PortsideError: ${crash.message}`, requested, defined].join('\n'))
    expect(withDetails(error, { requestedAt: '/app/b.test.ts:1:1' })).toMatchObject({
      definedAt: places.definedAt,
      requestedAt: '/app/b.test.ts:1:1',
      message: error.message,
    })
  })

  test('has all frames when they are asked for', () => {
    vi.stubEnv('PORTSIDE_DEBUG', '1')
    const error = new PortsideError({ code: 'E_NOT_READY', summary: 'is slow', definedAt: '/app/services.ts:3:4' })
    expect(error.stack).toMatch(/at service \(\/app\/services\.ts:3:4\)\n.*portside-error\.test\.ts/)
    vi.unstubAllEnvs()
  })

  test('shows the failures that led to it once, each place before those that only waited', () => {
    const db = {
      code: 'E_EXITED_EARLY',
      service: 'db',
      summary: 'ended',
      output: 'no disk',
      definedAt: '/s.ts:1:1',
    } as const
    const error = new PortsideError({
      code: 'E_DEPENDENCY',
      service: 'api',
      summary: 'not started, because db failed',
      failures: [db],
      definedAt: '/s.ts:2:1',
    })
    expect(error.message).toBe(
      [
        'api: not started, because db failed (E_DEPENDENCY)',
        '  db: ended (E_EXITED_EARLY)',
        '',
        '    Last output:',
        '    | no disk',
        '',
        '  More: npx portside explain E_EXITED_EARLY',
      ].join('\n'),
    )
    expect(error.stack?.endsWith('    at db (/s.ts:1:1)\n    at api (/s.ts:2:1)')).toBe(true)
  })

  test('leaves sudo out of the commands of its hints for root', () => {
    const hint = 'Bring it up: `sudo ip link set lo up`, see `sudo nft list ruleset; sudo ip rule`.'
    const error = new PortsideError({ code: 'E_LOOPBACK', summary: 'is down', hints: [hint] })
    const bare = 'Bring it up: `ip link set lo up`, see `nft list ruleset; ip rule`.'
    expect(error.hints).toEqual([process.getuid?.() === 0 ? bare : hint])
    expect(error.message).toContain(error.hints[0])
  })

  test('is recognised when another realm made it', () => {
    const other = runInNewContext('Object.assign(new Error("x"), { [Symbol.for("portside.error")]: true })')
    expect(other).not.toBeInstanceOf(Error)
    expect(isPortsideError(other)).toBe(true)
    expect([new Error('x'), null, undefined, 'x', {}].some(isPortsideError)).toBe(false)
  })
})
