import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { toErrorData } from '@portside/errors'
import { createLink } from '../handle/create-link'
import type { ServiceLink } from '../contract/service-link'
import type { ScopeKeys, ServiceShare } from '../contract/service-share'
import type { ServiceStore } from '../lifecycle/service-store'
import { createControlAnswers } from './control-answers'
import {
  type AcquireParams,
  type AddOptions,
  type Answers,
  type CrashMessage,
  type EndMessage,
  type EnvironmentParams,
  type RelaunchMessage,
  type RequestMessage,
  type Requests,
  type SharedService,
  type WaitForOutputParams,
  lineOf,
  readLines,
} from '../protocol/messages'
import type { TestEnvironment } from '../run/given-environments'
import { warnOfLoading } from './warn-of-loading'
import type { ReadyList } from './ready-list'
import type { ServicesLibrary } from './services-library'
import type { UnauthenticatedPeers } from './unauthenticated-peers'
import type { SupervisorAddress } from '../protocol/supervisor-address'

/** The state from which requests are answered. */
export interface SupervisorState {
  readonly address: SupervisorAddress
  readonly library: ServicesLibrary
  readonly readyList: ReadyList
  readonly addServices: (file: string, options: AddOptions) => Promise<void>
  readonly acquire: ServiceStore['acquire']
  readonly environment: (params: EnvironmentParams) => Promise<TestEnvironment | undefined>
  readonly unauthenticatedPeers: UnauthenticatedPeers
  /** Aborted when the run is over, before anything is stopped. */
  readonly over: AbortSignal
  readonly renew: () => Promise<void>
  readonly followTest: ServiceStore['followTest']
  readonly describeFailure: ServiceStore['describeFailure']
}

type Shares = Map<number, Promise<ServiceShare | undefined>>

const endMessage: EndMessage = { event: 'end' }

/** Answers one worker. The connection is the worker's lifeline: its shares are released when it closes. */
export function answerPeer(socket: Socket, state: SupervisorState): void {
  const shares: Shares = new Map()
  const answers = createAnswers(state, shares, (message) => void (socket.writable && socket.write(lineOf(message))))
  let isTrusted = false
  socket.unref()
  state.unauthenticatedPeers.add(socket)
  const sendEnd = (): void =>
    void (isTrusted ? socket.end(lineOf(endMessage), () => socket.destroy()) : socket.destroy())
  state.over.addEventListener('abort', sendEnd)
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    state.over.removeEventListener('abort', sendEnd)
    state.unauthenticatedPeers.delete(socket)
    for (const share of shares.values()) void share.then((held) => held?.release()).catch(() => undefined)
  })
  readLines(socket, (line) => {
    const request = parseRequest(line)
    isTrusted ||= isHello(request, state.address)
    if (isTrusted) state.unauthenticatedPeers.delete(socket)
    if (request === undefined || !isTrusted || !Object.hasOwn(answers, request.method)) socket.destroy()
    else void reply(socket, request, answers[request.method] as (params: unknown) => Promise<unknown>)
  })
}

function parseRequest(line: string): RequestMessage | undefined {
  try {
    const message = JSON.parse(line) as Partial<RequestMessage> | null
    const isRequest =
      typeof message?.id === 'number' && typeof message.method === 'string' && typeof message.params === 'object'
    return isRequest && message.params !== null ? (message as RequestMessage) : undefined
  } catch {
    return undefined
  }
}

function isHello(request: RequestMessage | undefined, { token, runId }: SupervisorAddress): boolean {
  if (request?.method !== 'hello') return false
  const params = request.params as Partial<Requests['hello']['params']>
  return params.token === token && params.runId === runId
}

async function reply(
  socket: Socket,
  { id, params }: RequestMessage,
  answer: (params: unknown) => Promise<unknown>,
): Promise<void> {
  const line = await answer(params)
    .then((result) => lineOf({ id, result }))
    .catch((error: unknown) => lineOf({ id, error: toErrorData(error) }))
  if (socket.writable) socket.write(line)
}

function createAnswers(
  state: SupervisorState,
  shares: Shares,
  send: (message: CrashMessage | RelaunchMessage) => void,
): Answers {
  const {
    library,
    readyList,
    addServices,
    acquire: acquireHere,
    environment,
    renew,
    followTest,
    describeFailure,
  } = state
  const peer = randomUUID()
  let last = 0
  return {
    ...createControlAnswers(heldShare),
    hello: async () => null,
    addServices: async ({ file, ...options }) => {
      await addServices(file, options)
      return null
    },
    environment: async (params) => (await environment(params)) ?? null,
    loaded: async ({ file, elapsedMs }) => {
      warnOfLoading(file, Math.min(elapsedMs, library.loadMs(file) ?? 0))
      return null
    },
    acquire,
    release: async ({ share }) => {
      const held = shares.get(share)
      shares.delete(share)
      await (await held)?.release()
      return null
    },
    renew: async () => {
      await renew()
      return null
    },
    steady: async ({ share }) => {
      await (await heldShare(share)).steady()
      return null
    },
    call: async ({ share, name, argument }) => ({ value: await (await heldShare(share)).call(name, argument) }),
    followTest: async ({ keys, event }) => {
      await followTest(keysWithin(peer, keys), event)
      return null
    },
    describeFailure: async ({ keys, failure }) => describeFailure(keysWithin(peer, keys), failure),
    output: async ({ share, beginMs }) => (await heldShare(share)).readOutput(beginMs),
    waitForOutput: async ({ share, source, flags, timeoutMs }: WaitForOutputParams) =>
      linkOf(await heldShare(share)).waitForOutput(
        new RegExp(source, flags),
        timeoutMs === undefined ? {} : { timeoutMs },
      ),
  }

  async function acquire(wanted: AcquireParams): Promise<SharedService | null> {
    const share = (last += 1)
    const pending = take(wanted)
    shares.set(share, pending)
    const held = await pending
    if (held === undefined) return null
    const { name, data, elapsedMs, isRestartable } = held
    watchCrash(share, held)
    held.onRelaunch?.(() => {
      send({ event: 'relaunch', share, data: held.data })
      watchCrash(share, held)
    })
    return { share, name, data, elapsedMs, isRestartable }
  }

  async function take(wanted: AcquireParams): Promise<ServiceShare | undefined> {
    const list = readyList.open()
    const listed = await library.find(wanted)
    if (listed === undefined) return undefined
    const share = await acquireHere(listed.definition, keysWithin(peer, wanted.keys), listed.name)
    list(listed, wanted.shape, share)
    return share
  }

  function watchCrash(share: number, held: ServiceShare): void {
    const { crash } = held
    const sendCrash = (): void => {
      if (shares.has(share) && held.crash === crash) send({ event: 'crash', share, error: toErrorData(crash.reason) })
    }
    // The service may have died since the store returned it.
    if (crash.aborted) sendCrash()
    else crash.addEventListener('abort', sendCrash)
  }

  async function heldShare(share: number): Promise<ServiceShare> {
    const held = await shares.get(share)
    if (held === undefined) throw new TypeError(`Expected \`share\` to be one that this connection holds, got ${share}`)
    return held
  }
}

/** Ties the keys of a file or a test to the one peer that runs it: no other can join, whatever file name it sends. */
function keysWithin(peer: string, { file = '', test = '', ...keys }: ScopeKeys): ScopeKeys {
  return { ...keys, file: `${peer}:${file}`, test: `${peer}:${test}` }
}

function linkOf(share: ServiceShare): ServiceLink {
  return createLink(share.name, share, { endedAt: () => undefined, onClose: () => undefined })
}
