import { expect, test } from 'vitest'
import { debuggerPorts, printedAddresses } from '../../src/text/printed-addresses'

test.each([
  [
    'Vite',
    '  \u001B[32m➜\u001B[39m  \u001B[1mLocal\u001B[22m:   \u001B[36mhttp://localhost:\u001B[1m5173\u001B[22m/\u001B[39m',
    undefined,
    5173,
  ],
  ['Next', '   - Local:        http://localhost:3000', undefined, 3000],
  ['Flask', ' * Running on http://127.0.0.1:5000', '127.0.0.1', 5000],
  ['uvicorn', 'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)', undefined, 8000],
  ['gunicorn', '[2026-11-24 10:00:00 +0000] [7] [INFO] Listening at: http://127.0.0.1:8001 (7)', '127.0.0.1', 8001],
  ['PHP', '[Tue Nov 24 10:00:00 2026] PHP 8.2.20 Development Server (http://[::1]:41234) started', '::1', 41_234],
  ['Puma', '* Listening on http://[::1]:9292', '::1', 9292],
  ['webpack', '<i> [webpack-dev-server] Loopback: http://[::]:8080/', undefined, 8080],
  ['Express', 'Example app listening on port 3001', undefined, 3001],
  ['Spring', 'Tomcat started on port(s): 8082 (http) with context path', undefined, 8082],
])('finds the address in what %s prints', (_, line, host, port) => {
  expect(printedAddresses(`some line\n${line}\nanother`)[0]).toEqual({ host, port })
})

test('finds every one, and none in what has none', () => {
  expect(printedAddresses('http://localhost:1 ws://127.0.0.1:2 http://10.0.0.7:3 https://example.org:4')).toEqual([
    { host: undefined, port: 1 },
    { host: '127.0.0.1', port: 2 },
  ])
  expect(printedAddresses('see port 80 of the manual, listening on port 99999')).toEqual([])
})

test.each([
  ['Node.js', 'Debugger listening on ws://127.0.0.1:9229/0f2c936f', 9229],
  ['the JVM', 'Listening for transport dt_socket at address: 5005', 5005],
  ['the JVM, with its host', 'Listening for transport dt_socket at address: localhost:5006', 5006],
])('finds the port of the debugger of %s', (_, line, port) => {
  expect([...debuggerPorts(`some line\n${line}\nanother`)]).toEqual([port])
})
