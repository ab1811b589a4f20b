import { expect, test } from 'vitest'
import { parseProcNetTcp } from '../../src/owner/linux/proc-net-tcp'

/** Written by hand in the layout of proc(5) and of Linux's proc_net_tcp.rst, as on a little-endian machine. */
const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 1 00000000481b6ad6 100 0 0 10 0
   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1060 1 00000000481b6ad6 100 0 0 10 5
   2: 0100007F:B3A7 0100007F:F6E1 01 00000000:00000001 00:00000000 00000000     0        0 186252 1 00000000c0a1b2c3 20 0 0 10 -1
   3: 0100007F:8130 0100007F:1F90 06 00000000:00000000 03:00001754 00000000     0        0 0 3 00000000d0d0d0d0
`
const tcp6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:1F91 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 186251 1 00000000481b6ad6 100 0 0 10 0
   1: 00000000000000000000000000000000:1F92 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000    33        0 186260 1 00000000481b6ad6 100 0 0 10 0
   2: 0000000000000000FFFF00000100007F:1F92 0000000000000000FFFF00000100007F:8131 01 00000000:00000000 00:00000000 00000000    33        0 186253 1 00000000481b6ad6 20 4 30 10 -1
   3: B80D01200000000067452301EFCDAB89:01BB B80D0120000000000000000001000000:0FA0 08 00000000:00000000 00:00000000 00000000    33        0 186254 1 00000000481b6ad6 20 4 30 10 -1
`

test('rows of /proc/net/tcp are read with address, state, user and inode', () => {
  expect(parseProcNetTcp(tcp)).toMatchObject([
    { localAddress: '127.0.0.1', localPort: 8080, state: 'listen', uid: 1000, inode: 12_345 },
    { localAddress: '0.0.0.0', localPort: 22, state: 'listen', uid: 0, inode: 1060 },
    {
      localAddress: '127.0.0.1',
      localPort: 45_991,
      remotePort: 63_201,
      state: 'established',
      waiting: 1,
      inode: 186_252,
    },
    { localAddress: '127.0.0.1', localPort: 33_072, remotePort: 8080, state: 'time-wait', inode: 0 },
  ])
})

test('IPv6 addresses are written as RFC 5952 says, those that stand for IPv4 as IPv4', () => {
  expect(parseProcNetTcp(tcp6)).toMatchObject([
    { localAddress: '::1', localPort: 8081, state: 'listen' },
    { localAddress: '::', localPort: 8082, state: 'listen', uid: 33 },
    { localAddress: '127.0.0.1', remoteAddress: '127.0.0.1', remotePort: 33_073, state: 'established' },
    { localAddress: '2001:db8::123:4567:89ab:cdef', remoteAddress: '2001:db8::1', state: 'close-wait' },
  ])
})

test.each([
  ['a heading', '  sl  local_address rem_address   st tx_queue'],
  ['a state that there is not', tcp.split('\n')[1]?.replace(' 0A ', ' 0D ')],
  ['a port of three digits', tcp.split('\n')[1]?.replace(':1F90', ':1F9')],
  ['ends of two families', tcp.split('\n')[1]?.replace(' 00000000:0000', ` ${'0'.repeat(32)}:0000`)],
  ['a row that was cut', tcp.split('\n')[1]?.slice(0, 60)],
  ['nothing', ''],
])('%s is left out', (_, line) => {
  expect(parseProcNetTcp(line ?? '')).toEqual([])
})
