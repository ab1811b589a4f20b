import { setTimeout as delay } from 'node:timers/promises'
import { PortsideError } from '@portside/errors'
import type { ServiceLink } from '../contract/service-link'

/** How long a live process may refuse connections, in milliseconds: one that reloads closes its listener and opens it again. */
const reopenMs = 1000
const lookMs = 50

/** A request that was refused, and the service to which it was sent. */
export interface RefusedRequest {
  readonly url: string
  readonly link: Pick<ServiceLink, 'name' | 'output'>
  /** Sends it. */
  readonly send: () => Promise<Response>
  /** Whether an error shows that nobody listens. */
  readonly isRefused: (error: unknown) => boolean
  /** Returns the process of the service while it lives. */
  readonly livingPid: () => number | undefined
}

/**
 * Sends a refused request again, which nobody has seen, for as long as the process of the service may be opening its listener anew.
 *
 * @throws PortsideError `E_CRASHED` when the process lives and does not listen, as a watcher does whose program, inside of it, has failed.
 */
export async function sendAgain(request: RefusedRequest): Promise<Response> {
  const startMs = performance.now()
  for (;;) {
    try {
      return await request.send()
    } catch (error) {
      const pid = request.isRefused(error) ? request.livingPid() : undefined
      if (pid === undefined) throw error
      if (performance.now() - startMs > reopenMs) throw await closedListenerError(request, pid, error)
      await delay(lookMs)
    }
  }
}

async function closedListenerError({ url, link }: RefusedRequest, pid: number, cause: unknown): Promise<PortsideError> {
  return new PortsideError({
    code: 'E_CRASHED',
    service: link.name,
    summary: `no longer listens on ${new URL(url).host}, though its process ${pid} lives`,
    evidence: [`Connections have been refused for ${(reopenMs / 1000).toFixed(1)} s.`],
    hints: [
      'Fix the error that its output shows and save the file. A watcher such as `deno run --watch` keeps running after its program has failed.',
      'Without such a watcher, look for what closes its server.',
    ],
    output: await link.output().catch(() => ''),
    cause,
  })
}
