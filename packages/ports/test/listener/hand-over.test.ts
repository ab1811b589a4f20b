import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { activatedCommand, findPortOwner, firstListenerDescriptor, handOver, leasePort } from '../../src'
import { endProgram, startProgram } from '../support/program'
import { answerOf, close, listen } from '../support/server'
import { socketsOf } from '../support/sockets-of'

const programs = join(import.meta.dirname, '../programs')
const served = join(programs, 'served.mjs')
const folder = await mkdtemp(join(tmpdir(), 'portside-nginx-'))

afterAll(() => rm(folder, { recursive: true }))

test('a Node server takes the socket, with LISTEN_PID its own pid, and requests sent before it was up are answered', async () => {
  const lease = await leasePort()
  const command = activatedCommand([process.execPath, served], ['http'])
  const server = await handOver(lease, (descriptor) => startProgram(command, [descriptor]))
  const early = Promise.all(Array.from({ length: 20 }, () => fetch(`http://127.0.0.1:${lease.port}/`)))
  expect(JSON.parse(await server.line())).toEqual({ LISTEN_FDS: '1', LISTEN_FDNAMES: 'http', isOwnPid: true })
  expect(await Promise.all((await early).map((response) => response.text()))).toEqual(Array(20).fill('node'))
  expect(await findPortOwner(lease.port)).toMatchObject({ state: 'listen', pid: server.pid })
  await endProgram(server)
  await lease.release()
})

test('requests fail at once when the child that was given the socket dies', async () => {
  const lease = await leasePort()
  const server = await handOver(lease, (descriptor) => startProgram([process.execPath, served, '--die'], [descriptor]))
  const answers = await Promise.all([answerOf(lease.port), answerOf(lease.port)])
  expect(answers).toEqual(['ECONNRESET', 'ECONNRESET'])
  expect(await server.ended).toBe(3)
  expect(await answerOf(lease.port)).toBe('ECONNREFUSED')
  await lease.release()
})

test('the same lease is handed over again and again, and none of our own sockets is left', async () => {
  const lease = await leasePort()
  for (let round = 0; round < 5; round += 1) {
    const server = await handOver(lease, (descriptor) => startProgram([process.execPath, served], [descriptor]))
    await server.line()
    expect(await (await fetch(`http://127.0.0.1:${lease.port}/`)).text()).toBe('node')
    await endProgram(server)
  }
  await lease.release()
  expect(socketsOf(lease.port).filter((state) => state === 'listen')).toEqual([])
})

test('a Python program takes the socket', async () => {
  const lease = await leasePort()
  const script =
    "import socket; s = socket.socket(fileno=3); s.setblocking(True); c, _ = s.accept(); c.sendall(b'python')"
  const server = await handOver(lease, (descriptor) => startProgram(['python3', '-c', script], [descriptor]))
  expect(await answerOf(lease.port)).toBe('python')
  expect(await server.ended).toBe(0)
  await lease.release()
})

test('a port on which somebody listens cannot be handed over, and nothing is started', async () => {
  const lease = await leasePort()
  const otherOwner = await listen(lease.port, '127.0.0.1')
  let isStarted = false
  const refused = handOver(lease, () => (isStarted = true))
  await expect(refused).rejects.toMatchObject({ code: 'E_PORT_IN_USE', owner: { pid: process.pid } })
  expect(isStarted).toBe(false)
  await close(otherOwner)
  await lease.release()
})

test('what `start` throws is thrown, and the port is not left listening', async () => {
  const lease = await leasePort()
  const failing = handOver(lease, () => {
    throw new RangeError('no')
  })
  await expect(failing).rejects.toThrow(RangeError)
  expect(await answerOf(lease.port)).toBe('ECONNREFUSED')
  await lease.release()
})

const servers: readonly (readonly [name: string, argvFor: (port: number) => string[] | Promise<string[]>])[] = [
  ['gunicorn', () => ['gunicorn', '--workers', '1', '--chdir', programs, 'wsgi:app']],
  ['uvicorn', () => ['uvicorn', '--fd', '3', '--app-dir', programs, 'asgi:app']],
  ['puma', (port) => ['puma', '--quiet', '--bind', `tcp://127.0.0.1:${port}`, join(programs, 'config.ru')]],
  ['nginx', async (port) => ['nginx', '-p', folder, '-c', await nginxConfiguration(port)]],
]

test.for(servers)('%s takes the socket', async ([name, argvFor], { skip }) => {
  skip(!(await isInstalled(name)), `${name} is not installed`)
  const lease = await leasePort()
  const command = activatedCommand(await argvFor(lease.port), ['http'])
  const child = await handOver(lease, (descriptor) => {
    const env = { ...process.env, NGINX: `${firstListenerDescriptor};` }
    return spawn(command[0], command.slice(1), { env, stdio: ['ignore', 'ignore', 'ignore', descriptor] })
  })
  expect(await (await fetch(`http://127.0.0.1:${lease.port}/`)).text()).toBe(name)
  child.kill('SIGTERM')
  await once(child, 'exit')
  await lease.release()
  expect(socketsOf(lease.port).filter((state) => state === 'listen')).toEqual([])
})

test.each([[[], ['http']] as const, [['server'], ['a:b']] as const])(
  'activatedCommand(%j, %j) is a TypeError',
  (argv, names) => {
    expect(() => activatedCommand(argv, names)).toThrow(TypeError)
  },
)

/** A file: nginx cannot open the socket that is a child's standard input. It removes its pid file when it ends. */
async function nginxConfiguration(port: number): Promise<string> {
  const file = join(folder, 'nginx.conf')
  const server = `server { listen 127.0.0.1:${port}; return 200 "nginx"; }`
  const globals = `daemon off; error_log stderr; pid ${join(folder, 'nginx.pid')};`
  await writeFile(file, `${globals} events {} http { access_log off; ${server} }`)
  return file
}

async function isInstalled(name: string): Promise<boolean> {
  const [code] = (await once(spawn('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }), 'exit')) as [number]
  return code === 0
}
