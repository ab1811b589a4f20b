import type { PortsideError } from '@portside/errors'
import type { ProbeAttempt } from '@portside/probe'
import { describe, expect, test } from 'vitest'
import type { Evidence } from '../../src/diagnose/evidence'
import { crashedError, exitedError, unfinishedError } from '../../src/diagnose/exit-errors'
import { explain } from '../../src/diagnose/explain'
import { exposedError, impostorError, portStillAnswers } from '../../src/diagnose/listener-errors'
import { supervisorLostError } from '../../src/protocol/lost-supervisor'
import { programEndedError, programMovedError } from '../../src/diagnose/program-errors'

/** Root needs no sudo. */
const sudo = process.getuid?.() === 0 ? '' : 'sudo '
const place = { service: 'api', host: '127.0.0.1', port: 4000 }
const nothing: Evidence = {
  ...place, namedPorts: [], elapsedMs: 1000, attempts: [], output: '', status: undefined, refused: [], conflict: undefined, usedUp: undefined,
  missing: undefined, nodeEnv: undefined, left: [], listeners: [], activities: [], pending: [], connection: undefined, isTls: false, filter: undefined,
  otherOwner: undefined, proxies: { variables: [], caught: [], exceptions: [] }, localhost: [], remarks: [],
} // prettier-ignore
const address = '127.0.0.1:4000'
const answered = (attempt: Partial<ProbeAttempt>): PortsideError =>
  explain({ ...nothing, attempts: [{ probe: 'p', address, outcome: 'answered', detail: '', ...attempt }] })
const refused: readonly ProbeAttempt[] = [{ probe: 'p', address, outcome: 'refused', detail: 'refused' }]
const connection = { ...place, state: 'rejected', elapsedMs: 1, waiting: 0, isAddressMissing: false } as const
const exited = (status: object, output = 'x') =>
  exitedError({ service: 'api', status: { code: 1, signal: null, atMs: 0, ...status }, output })

/** Each hint, by the evidence that leads to it. */
const hints: readonly (readonly [hint: string, error: PortsideError])[] = [
  ['The TLS handshake failed: does it ask for a certificate of the client', answered({ detail: 'SSL alert 40' })],
  ['Add the service grpc.health.v1.Health to it, which gRPC libraries have', answered({ detail: '(UNIMPLEMENTED)' })],
  ['A proxy answers: probes never ask one, so the service itself is one', answered({ status: 407 })],
  ['What it speaks there is no HTTP: is that the right port?', answered({ detail: 'is no HTTP/1' })],
  ['It takes the connection and does not answer: is that what it speaks there', answered({ outcome: 'silent' })],
  ['Memory ran out: raise the limit of the machine or container', exited({ isMemoryShort: true })],
  ['Node.js ran out of its own heap: `env: { NODE_OPTIONS:', exited({}, 'FATAL ERROR: JavaScript heap out of memory')],
  ['Somebody has sent SIGKILL. It is no lack of memory', exited({ code: null, signal: 'SIGKILL' })],
  ['It wrote nothing. Run it by hand, as below, and see', exited({}, '')],
  [
    'It has ended by itself, with code 0: a service must go on until it is stopped.',
    crashedError({ service: 'api', status: { code: 0, signal: null, atMs: 0 }, afterMs: 5, output: '' }),
  ],
  ['Raise `startTimeoutMs` if it needs longer. What stays', unfinishedError('api', 5, '')],
  [
    "Or leave `ownership: 'required'` out: then it is a warning.",
    impostorError({ ...place, owner: undefined, isForeignProc: true }),
  ],
  [
    'A daemon that has cleared its environment and left its parents cannot be seen',
    portStillAnswers({ ...place, owner: { state: 'listen', addresses: [] } }),
  ],
  [
    "It was started after the service, so a manager (Docker, pm2, systemd) may run it for the service: set `owner: 'any'`, and `stopCommand`",
    impostorError({
      ...place,
      owner: { state: 'listen', addresses: [], startedAt: new Date(2000) },
      startedAtMs: 1000,
    }),
  ],
  [
    "If it is meant to answer for this service, as a container's engine does, set `owner: 'any'`.",
    impostorError({ ...place, owner: { state: 'listen', addresses: [], startedAt: new Date(500) }, startedAtMs: 1000 }),
  ],
  [
    'If it has nothing to do with the service, end it: `npx portside kill 4000`.',
    impostorError({ ...place, owner: undefined }),
  ],
  [
    'Stop it, or leave `port` out: portside then leases a free one.',
    impostorError({ ...place, owner: undefined, isFixed: true }),
  ],
  [
    'PORTSIDE_SUPERVISOR names the run 12ab, which is over. If your shell has kept the variable: `unset PORTSIDE_SUPERVISOR`.',
    supervisorLostError(undefined, '12ab'),
  ],
  ['Have it listen on HOST, or put {host} into its command line.', exposedError('api', place)],
  [
    'Its last output says why. The program, by hand and without the watcher, should fail in the same way.',
    programEndedError({ service: 'api', watcher: 'w', output: '', exits: 5, quietMs: 0 }),
  ],
  [
    'The handle keeps its address. Have the service listen on PORT',
    programMovedError({ service: 'api', from: 'a', to: 'b', output: '' }),
  ],
  [
    `An administrator sees the rule: \`${sudo}nft list ruleset\`.`,
    explain({ ...nothing, connection, filter: { rules: [], hiddenBehind: 'sudo nft list ruleset' } }),
  ],
  [
    'No rule of the packet filter says so: look at what else may forbid connections',
    explain({ ...nothing, connection }),
  ],
  [
    'Is IPv6 on, and the loopback interface up (`ip addr show lo`)? Without IPv6 let it listen on 127.0.0.1.',
    explain({ ...nothing, host: '::1', connection: { ...connection, isAddressMissing: true } }),
  ],
  [
    'No firewall does this: the connection is made, and the program does not call accept(2).',
    explain({ ...nothing, connection: { ...connection, state: 'unaccepted' } }),
  ],
  ['It should listen on 127.0.0.1, port 4000. Does it read PORT', explain({ ...nothing, attempts: refused })],
  ['Was it started, and with that port?', explain({ ...nothing, attempts: refused, isStarted: false })],
  [
    'Find out what has sent SIGSTOP to it, or has attached a debugger',
    explain({ ...nothing, activities: [{ pid: 7, command: 'node', state: 'T' } as never] }),
  ],
]

describe('a hint', () => {
  test.each(hints)('%s', (hint, error) => {
    expect(error.hints.join('\n')).toContain(hint)
  })
})
