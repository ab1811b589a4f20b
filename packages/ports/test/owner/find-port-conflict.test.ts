import { expect, test } from 'vitest'
import { findPortConflict } from '../../src'

test.each([
  ['Node', 'Error: listen EADDRINUSE: address already in use :::3000\n    at Server.setupListenHandle', 3000],
  ['Python', 'OSError: [Errno 98] Address already in use', undefined],
  [
    'Flask',
    'Address already in use\nPort 5000 is in use by another program. Either identify and stop that program.',
    5000,
  ],
  [
    'uvicorn',
    "ERROR:    [Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address already in use",
    undefined,
  ],
  ['Go', '2026/11/23 05:00:00 listen tcp 127.0.0.1:8080: bind: address already in use', 8080],
  ['Ruby', 'Address already in use - bind(2) for "127.0.0.1" port 9292 (Errno::EADDRINUSE)', 9292],
  ['Rust', 'Error: Os { code: 98, kind: AddrInUse, message: "Address already in use" }', undefined],
  ['Java', 'java.net.BindException: Address already in use', undefined],
  ['Spring', 'Web server failed to start. Port 8080 was already in use.', 8080],
  ['.NET', 'Failed to bind to address http://127.0.0.1:5000: address already in use.', 5000],
  [
    'Windows',
    'bind: Only one usage of each socket address (protocol/network address/port) is normally permitted.',
    undefined,
  ],
  ['nginx', 'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)', 80],
  [
    'Redis',
    '# Warning: Could not create server TCP listening socket 127.0.0.1:6379: bind: Address already in use',
    6379,
  ],
  ['PostgreSQL', 'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', undefined],
  ['PHP', 'Failed to listen on 127.0.0.1:8000 (reason: Address already in use)', 8000],
  ['Docker', 'Bind for 0.0.0.0:5432 failed: port is already allocated', 5432],
  ['Vite', 'Error: Port 5173 is already in use', 5173],
  ['Erlang', '{error,eaddrinuse}', undefined],
])('%s’s words for a taken port are understood', (_, output, port) => {
  expect(findPortConflict(output)?.port).toBe(port)
  expect(findPortConflict(output)).toBeDefined()
})

test.each(['', 'listening on port 3000', 'Error: connect ECONNREFUSED 127.0.0.1:5432', 'the address book is in use'])(
  '%j is no conflict',
  (output) => {
    expect(findPortConflict(output)).toBeUndefined()
  },
)
