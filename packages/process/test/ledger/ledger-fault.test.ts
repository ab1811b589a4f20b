import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ledgerFault } from '../../src/ledger/ledger-fault'

const runner = { pid: 4711, startTime: 100 }
const service = {
  service: 'api',
  command: 'node server.js',
  port: 8080,
  startedAt: '2026-01-01T00:00:00.000Z',
  leader: { pid: 4712, startTime: 120 },
  session: 4712,
  cookie: `${randomUUID()}.1`,
  tracked: [{ pid: 4713, startTime: 130, session: 4713 }],
  stopSignal: 'SIGINT',
  stopTimeoutMs: 5000,
}
const run = {
  runId: 'abc',
  project: '/project',
  startedAt: '2026-01-01T00:00:00.000Z',
  runner,
  system: { machine: 'here', bootId: randomUUID(), pidNamespace: 'pid:[4026531836]' },
  services: [service],
  directories: [join(tmpdir(), 'portside-abc')],
}
const name = 'abc.4711.json'
const withService = (change: object) => ({ ...run, services: [{ ...service, ...change }] })

describe('a file of the ledger', () => {
  test.each([name, 'abc.4711.by-99.json'])('is trusted as it is written, as %s', (each) => {
    expect(ledgerFault(run, each)).toBeUndefined()
    const bare = withService({ port: undefined, stopSignal: undefined, stopTimeoutMs: undefined, tracked: [] })
    expect(ledgerFault(bare, each)).toBeUndefined()
  })

  test('need not have start times where the system shows no PID namespace', () => {
    const system = { machine: 'mac', bootId: '', pidNamespace: '' }
    const leader = { pid: 4712, startTime: undefined }
    const tracked = [{ pid: 4713, startTime: undefined }]
    const elsewhere = { ...withService({ leader, tracked }), system, runner: { pid: 4711 } }
    expect(ledgerFault(elsewhere, name)).toBeUndefined()
  })

  test.each([
    ['runId', '../x'],
    ['runId', ''],
    ['runId', 5],
    ['project', null],
    ['startedAt', 'yesterday'],
    ['startedAt', '2026-99-99T99:99:99Z'],
    ['runner', { pid: 1, startTime: 1 }],
    ['runner', { pid: 4711 }],
    ['runner', undefined],
    ['system', undefined],
    ['system', { ...run.system, machine: undefined }],
    ['system', { ...run.system, bootId: 'x' }],
    ['system', { ...run.system, pidNamespace: 'mnt:[1]' }],
    ['services', { api: service }],
    ['services', [null]],
    ['directories', undefined],
  ])('is not trusted with `%s` %j', (field, value) => {
    expect(ledgerFault({ ...run, [field]: value }, name)).toContain(field)
  })

  test.each([
    ['/'],
    ['/home'],
    ['.'],
    ['portside-abc'],
    [tmpdir()],
    ['/home/portside-abc'],
    [join(tmpdir(), 'portside-abd')],
    [join(tmpdir(), 'portside-xabc')],
    [`${tmpdir()}/../portside-abc`],
    [`${tmpdir()}/x/../portside-abc`],
    [`${tmpdir()}/portside-abc/`],
    ['/tmporary/portside-abc'],
    [7],
    [null],
  ])('is not trusted with the directory %j', (directory) => {
    expect(ledgerFault({ ...run, directories: [run.directories[0], directory] }, name)).toContain('directories[1]')
  })

  test.each([
    ['service', ''],
    ['service', 'a\u001B[2J'],
    ['command', undefined],
    ['command', 'x'.repeat(5000)],
    ['port', 0],
    ['port', '80'],
    ['port', 65_536],
    ['startedAt', undefined],
    ['cookie', ''],
    ['cookie', 'x'],
    ['cookie', randomUUID()],
    ['cookie', `${randomUUID()}.`],
    ['stopSignal', 'SIGNOPE'],
    ['stopSignal', 9],
    ['stopSignal', 'toString'],
    ['stopTimeoutMs', '500'],
    ['stopTimeoutMs', null],
    ['stopTimeoutMs', -1],
    ['stopTimeoutMs', 1e300],
    ['leader', undefined],
    ['leader', { pid: 0, startTime: 120 }],
    ['leader', { pid: 1, startTime: 120 }],
    ['leader', { pid: -1, startTime: 120 }],
    ['leader', { pid: 1.5, startTime: 120 }],
    ['leader', { pid: '4712', startTime: 120 }],
    ['leader', { pid: 2 ** 31, startTime: 120 }],
    ['leader', { pid: 4712 }],
    ['leader', { pid: 4712, startTime: null }],
    ['session', 4711],
    ['session', undefined],
    ['tracked', undefined],
    ['tracked', [{ pid: 1, startTime: 1, session: 1 }]],
    ['tracked', [{ pid: 0, startTime: 1, session: 1 }]],
    ['tracked', [{ pid: 4713, session: 1 }]],
    ['tracked', [{ pid: 4713, startTime: 130 }]],
  ])('is not trusted with a service whose `%s` is %j', (field, value) => {
    expect(ledgerFault(withService({ [field]: value }), name)).toContain(`services[0].${field}`)
  })

  test('is not trusted when another process leads than the one whose session was written down', () => {
    expect(ledgerFault(withService({ leader: { pid: 4720, startTime: 1 } }), name)).toContain('session')
  })

  test.each(['x.json', 'abc.4712.json', 'abd.4711.json', 'abc.json'])('is not trusted as %s', (other) => {
    expect(ledgerFault(run, other)).toContain('its name')
  })

  test.each([undefined, null, 7, 'text', [], {}])('is not trusted as %j', (value) => {
    expect(ledgerFault(value, name)).toBeTypeOf('string')
  })

  test('is described without what a terminal would obey, and shortly', () => {
    const fault = ledgerFault({ ...run, runId: `\u001B[2J${'x'.repeat(500)}` }, name) ?? ''
    expect(fault).not.toContain('\u001B')
    expect(fault.length).toBeLessThan(120)
  })
})
