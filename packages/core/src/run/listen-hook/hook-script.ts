/**
 * The script that Node children load first, by `--require`: it appends a JSON line to the run's file for each socket on which they begin to listen or
 * fail to, says hello, and reports the code with which it exits. It is CommonJS for every Node from 18 on, loads nothing that Node has not loaded by
 * then, writes synchronously, and ignores its own errors: portside polls all the same. For `remap` and `expose: 'narrow'` it also changes where servers
 * listen (`steer`).
 *
 * Source of the events: `tracing:net.server.listen` of diagnostics_channel, https://nodejs.org/api/diagnostics_channel.html#net
 */
export const hookScript = `'use strict'
attempt(() => {
  const settings = JSON.parse(process.env.PORTSIDE_LISTEN_HOOK || 'null')
  // A run inside of a service has a listen hook of its own, and this one is still loaded there.
  if (settings && __filename.endsWith(settings.file)) begin(settings)
})

function begin(settings) {
  const { openSync, writeSync, closeSync, readlinkSync } = require('node:fs')
  const { subscribe } = require('node:diagnostics_channel')
  const askedPorts = new WeakMap()
  const shared = new WeakSet()
  const path = __filename.replace(/cjs$/, 'jsonl')

  subscribe('tracing:net.server.listen:asyncStart', ({ server, options }) => attempt(() => {
    // Its address does not say who may listen there beside it.
    const { port, reusePort, ipv6Only } = options
    if (port === undefined || reusePort || ipv6Only) shared.add(server)
  }))
  subscribe('tracing:net.server.listen:asyncEnd', ({ server }) => attempt(() => {
    const { address, port } = server.address() || {}
    const { fd } = server._handle || {}
    const socket = shared.has(server) ? undefined : socketOf(fd)
    if (port) send({ event: 'listening', host: address, port, fd, socket, askedPort: askedPorts.get(server), program: program() })
  }))
  subscribe('tracing:net.server.listen:error', ({ error }) => attempt(() => {
    send({ event: 'refused', host: error.address, port: error.port, code: error.code, program: program() })
  }))
  if (settings.ports || settings.loopback) steer(settings, askedPorts)
  if (!isPackageManager() && !isOtherRuntime()) sayHello()

  /** The program and its arguments, or only these for code of the command line. */
  function program() {
    return process.argv.slice(1).join(' ')
  }

  function socketOf(fd) {
    try {
      return readlinkSync('/proc/self/fd/' + fd)
    } catch {
      return undefined
    }
  }

  function sayHello() {
    let isLauncher = false
    send({ event: 'hello', parent: process.ppid })
    process.on('exit', (code) => attempt(() => send({ event: 'exit', parent: process.ppid, code })))
    subscribe('child_process', () => {
      if (!isLauncher) attempt(() => send({ event: 'launches' }))
      isLauncher = true
    })
  }

  function send(report) {
    const file = openSync(path, 'a')
    writeSync(file, JSON.stringify({ child: settings.child, pid: process.pid, ...report }) + '\\n')
    closeSync(file)
  }
}

/** Has servers listen on other ports than they ask for, and on loopback where they name no host. */
function steer({ ports = {}, loopback }, askedPorts) {
  const { Server } = require('node:net')
  const { listen } = Server.prototype
  Server.prototype.listen = function (...args) {
    const steered = steeredArguments(args)
    const asked = args[0] !== null && typeof args[0] === 'object' ? args[0].port : args[0]
    if (steered !== args && asked in ports) askedPorts.set(this, Number(asked))
    return listen.apply(this, steered)
  }

  /** As net.Server.listen() reads them: a port, an options object, or nothing. A path, a descriptor or a handle stays. */
  function steeredArguments(args) {
    const [first, second, ...others] = args
    if (args.length === 0 || typeof first === 'function') return loopback ? [0, loopback, ...args] : args
    if (first !== null && typeof first === 'object') {
      const isPort = 'port' in first && first.fd === undefined && first.path === undefined && !first._handle
      return isPort ? [{ ...first, port: portFor(first.port), host: first.host || loopback }, ...args.slice(1)] : args
    }
    if (first !== undefined && first !== null && !(Number(first) >= 0)) return args
    const hasHost = typeof second === 'string' && second !== ''
    if (hasHost || !loopback) return [portFor(first), ...args.slice(1)]
    return second === undefined || second === null || second === ''
      ? [portFor(first), loopback, ...others]
      : [portFor(first), loopback, second, ...others]
  }

  function portFor(port) {
    return Object.prototype.hasOwnProperty.call(ports, port) ? ports[port] : port
  }
}

/** These start the service, and are not it. */
function isPackageManager() {
  return /[\\\\/](npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack)(-cli|-[\\d.]+)?(\\.[cm]?js)?$/.test(process.argv[1] || '')
}

/** Deno preloads what NODE_OPTIONS names, and reports no listener. */
function isOtherRuntime() {
  return 'deno' in process.versions || 'bun' in process.versions
}

function attempt(act) {
  try {
    act()
  } catch {
    // None of the program's business.
  }
}
`
