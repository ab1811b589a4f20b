// The one registry of this file: whether this copy of the code has been rehearsed.
import type { AddressInfo, Socket } from 'node:net'
import { setImmediate } from 'node:timers'
import { listenAside } from '@portside/ports'
import { probe } from '@portside/probe'
import { type ChildHandle, createOutput, type OutputBuffer } from '@portside/process'
import { finishLaunch, prepareLaunch } from './kinds/command/finish-launch'
import type { SpawnedCommand } from './kinds/command/spawned-command'
import { waitForCommand } from './kinds/command/wait-for-command'
import { watchOwner } from './kinds/command/watch-owner'
import { createDefinition } from './definition/create-definition'
import type { ServiceDefinition } from './contract/service-definition'
import { connectServer } from './handle/connect-server'
import { ownHandle } from './handle/own-handle'
import type { ServerData } from './contract/service-handle'
import type { ListeningReport } from './run/listen-hook/listen-reports'
import { createScope } from './contract/clean-up-scope'
import { startedService } from './lifecycle/launch-instance'
import { createInstance } from './lifecycle/service-instance'
import { shareInstance } from './lifecycle/share-instance'
import type { Launch } from './contract/start-context'

interface Rehearsed extends SpawnedCommand {
  readonly child: ChildHandle & { readonly output: OutputBuffer }
}

const host = '127.0.0.1'
const limitMs = 1000
/** V8 compiles a regular expression anew when it is used for the second time. */
const times = 2
/** With fields, as servers answer. */
const answerHead = ['HTTP/1.1 200 OK', 'content-type: text/plain', 'content-length: 0', 'connection: close']
let hasBegun = false

/**
 * Goes through what follows the answer of a command, with a listener of this process's own, while the first command starts: code that runs
 * for the first time takes milliseconds, and so nobody has to wait for them.
 */
export function rehearse(command: SpawnedCommand): void {
  if (hasBegun) return
  hasBegun = true
  // What a launch ends with; at once, so that the child cannot be ready between the two.
  command.child.unref()
  command.child.ref()
  // After the first try of the probe.
  setImmediate(() => void rehearseAnswer(command).catch(() => undefined))
}

async function rehearseAnswer(command: SpawnedCommand): Promise<void> {
  const sockets = new Set<Socket>()
  const server = await listenAside(host, (socket) => sockets.add(answer(socket)))
  try {
    const { port } = server.address() as AddressInfo
    for (let time = 0; time < times; time += 1) await rehearseLaunch(standIn(command, port))
  } finally {
    server.close()
    // A reset leaves nothing in TIME_WAIT.
    for (const socket of sockets) socket.resetAndDestroy()
  }
}

function answer(socket: Socket): Socket {
  socket.on('error', () => undefined)
  socket
    .unref()
    .resume()
    .write(`${answerHead.join('\r\n')}\r\n\r\n`)
  return socket
}

/** This process in the place of the command's own, which nothing is done to. */
function standIn({ spec, child, startedAtMs, reports, context }: SpawnedCommand, port: number): Rehearsed {
  const never = new Promise<never>(() => undefined)
  return {
    spec: {
      ...spec,
      port,
      protocol: 'http',
      probe: probe.all(probe.tcp(), probe.http('/')),
      startTimeoutMs: limitMs,
      expose: 'allow',
      // Elsewhere than on Linux a look at the owner takes another process.
      ...(process.platform === 'linux' ? {} : { owner: 'any' }),
    },
    address: { protocol: 'http', host, port, ports: {} },
    child: { ...child, pid: process.pid, exited: never, unref: () => undefined, output: createOutput() },
    startedAtMs,
    reports: reports && { ...reports, listening: [toldOf(port)] },
    context: { ...context, run: { ...context.run, watcher: {} }, defer: () => undefined },
  }
}

/** Its socket is another one, so that both are gone through: the look at what is told, and that at all sockets. */
function toldOf(port: number): ListeningReport {
  return { event: 'listening', child: '', pid: process.pid, host, port, fd: 0, socket: 'socket:[0]' }
}

async function rehearseLaunch(command: Rehearsed): Promise<void> {
  const prepared = { owner: watchOwner(command), launch: prepareLaunch(command) }
  const waiting = waitForCommand(command, prepared.owner)
  command.child.output.write(Buffer.from('listening\n'))
  await waiting
  const launch: Launch = { ...(await finishLaunch(command, prepared)), relaunch: async () => launch }
  const definition: ServiceDefinition = createDefinition({
    kind: 'command',
    start: async () => launch,
    connect: (data, link) => connectServer(data as ServerData, link),
    vary: () => definition,
  })
  const { name, directory } = command.context
  const instance = createInstance({ name, definition, directory }, async () =>
    startedService(launch, performance.now()),
  )
  const closing = createScope()
  ownHandle(shareInstance(instance, await instance.started, { closing, onReady: undefined }))
  await closing.close()
}
