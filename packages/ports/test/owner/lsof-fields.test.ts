import { expect, test } from 'vitest'
import { parseLsofFields } from '../../src/owner/macos/lsof-fields'

/** Recorded with lsof 4.95 on Linux; a Node server with a connection to itself. */
const recorded = `p20452
R20450
cnode
u0
Lroot
f19
tIPv6
PTCP
n*:45991
TST=LISTEN
TQR=0
TQS=0
f20
tIPv4
PTCP
n127.0.0.1:33072->127.0.0.1:45991
TST=ESTABLISHED
TQR=0
TQS=0
f21
tIPv6
PTCP
n127.0.0.1:45991->127.0.0.1:33072
TST=ESTABLISHED
TQR=0
TQS=0
`

/** In the layout of lsof 4.91 of macOS: two processes, one on both families, and files that are no TCP sockets. */
const macos = `p571
R1
cControlCe
u501
Lann
f10
tIPv4
PTCP
n*:7000
TST=LISTEN
f11
tIPv6
PTCP
n*:7000
TST=LISTEN
p812
R1
cmy app\\x20x
u501
Lann
f3
tIPv6
PTCP
n[::1]:3000
TST=LISTEN
f4
tIPv4
PUDP
n*:5353
f5
tIPv6
PTCP
n[fe80::1%lo0]:3000->[fe80::1%lo0]:50123
TST=CLOSE_WAIT
`

test('the sockets of lsof are read with process, user, address, other end and state', () => {
  const process = { pid: 20_452, ppid: 20_450, command: 'node', uid: 0, user: 'root' }
  expect(parseLsofFields(recorded)).toEqual([
    { ...process, localAddress: '::', localPort: 45_991, state: 'LISTEN' },
    { ...process, localAddress: '127.0.0.1', localPort: 33_072, remote: '127.0.0.1:45991', state: 'ESTABLISHED' },
    { ...process, localAddress: '127.0.0.1', localPort: 45_991, remote: '127.0.0.1:33072', state: 'ESTABLISHED' },
  ])
})

test('the layout of macOS is read, and what is no TCP socket is left out', () => {
  expect(parseLsofFields(macos)).toMatchObject([
    { pid: 571, command: 'ControlCe', localAddress: '0.0.0.0', localPort: 7000 },
    { pid: 571, localAddress: '::', localPort: 7000, state: 'LISTEN' },
    { pid: 812, localAddress: '::1', localPort: 3000 },
    { pid: 812, localAddress: 'fe80::1', localPort: 3000, remote: '[fe80::1%lo0]:50123', state: 'CLOSE_WAIT' },
  ])
})

test.each([
  ['no process', recorded.replace('p20452\n', '')],
  ['another protocol', recorded.replaceAll('PTCP', 'PUDP')],
  ['another family', recorded.replaceAll(/tIPv\d/g, 'tunix')],
  ['a name that is no address', recorded.replaceAll(/^n.*$/gm, 'n/tmp/socket')],
  ['nothing', ''],
])('%s gives no socket', (_, text) => {
  expect(parseLsofFields(text)).toEqual([])
})
