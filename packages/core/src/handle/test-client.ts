import { Blob } from 'node:buffer'
import { transferableAbortController } from 'node:util'
import { fileURLToPath } from 'node:url'
import { runInThisContext } from 'node:vm'
import { callSites } from '@portside/internal'
import type * as UndiciModule from 'undici'

type Undici = typeof UndiciModule

/** The parts of Node.js that `fetch` of a handle uses, whatever a test environment has made of the globals. */
export interface TestClient {
  readonly fetch: typeof globalThis.fetch
  readonly undici: Pick<Undici, 'Agent' | 'H2CClient'>
  /** Node's own classes, as far as its `fetch` recognises values by them. */
  readonly globals: Pick<typeof globalThis, 'AbortController' | 'AbortSignal'>
  /** True if the globals are those of a page: its `FormData` and `Blob` are not Node's. */
  readonly isPage: boolean
}

// Captured when the module is loaded: a test may replace it later.
const { fetch: ownFetch } = globalThis

/**
 * Returns the client of a test. Node's own `fetch` takes the test's `FormData` and returns its `Response`. A test environment that is a page (jsdom,
 * happy-dom) has replaced it, or has none: in a context of its own, as in Jest, the one of the main context is used; among the globals of Node.js, as
 * in Vitest, that of undici.
 */
export async function loadTestClient(): Promise<TestClient> {
  const main = runInThisContext('globalThis') as typeof globalThis
  const isPage = globalThis.Blob !== Blob
  if (main !== globalThis) return { fetch: main.fetch, undici: requireIn(main), globals: main, isPage }
  const undici = await import('undici')
  // happy-dom replaces `fetch` and its signals; jsdom, as Vitest sets it up, only what may be a body.
  const isOwn = transferableAbortController().constructor === globalThis.AbortController
  const fetch = isOwn ? ownFetch : (undici.fetch as unknown as typeof globalThis.fetch)
  return { fetch, undici, globals: globalThis, isPage }
}

/** Loads undici in another context: in that of a page it misses half of what it needs. */
function requireIn({ process }: typeof globalThis): Undici {
  const { createRequire } = process.getBuiltinModule('node:module')
  return createRequire(ownFile())('undici') as Undici
}

function ownFile(): string {
  const name = callSites(1)[0]?.getFileName() ?? process.cwd()
  return name.startsWith('file://') ? fileURLToPath(name) : name
}

/** Returns a signal that the client recognises, which aborts with the first of `signals`. */
export function signalFor({ globals }: TestClient, signals: readonly AbortSignal[]): AbortSignal {
  return globals.AbortSignal.any(signals.map((signal) => ownSignal(signal, globals)))
}

function ownSignal(signal: AbortSignal, { AbortController, AbortSignal }: TestClient['globals']): AbortSignal {
  const isOwn: boolean = signal instanceof AbortSignal
  if (isOwn) return signal
  const controller = new AbortController()
  if (signal.aborted) controller.abort(signal.reason)
  else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true })
  return controller.signal
}
