import { printWarning } from '@portside/internal'
import { clearTimeout, setTimeout } from 'node:timers'

/** The services of a run that listen on more than loopback, reported in one line. */
export interface Exposures {
  /** Records where a service listens. It is reported a second later, with those recorded until then, and once in a run. */
  readonly note: (service: string, addresses: readonly { readonly host: string; readonly port: number }[]) => void
  /** Expects a look at a service: `send` waits until the returned function is called. Calling it again does nothing. */
  readonly expectLook: () => () => void
  /** Reports the recorded services, at once or after the expected looks: this process may be about to exit. */
  readonly send: () => void
}

const collectMs = 1000

/** Makes an empty list of exposures. */
export function createExposures(): Exposures {
  const sent = new Set<string>()
  const tracked = new Map<string, string>()
  let timer: NodeJS.Timeout | undefined
  let looks = 0
  let isDue = false
  return { note, expectLook, send }

  function note(service: string, [first]: readonly { host: string; port: number }[]): void {
    if (first === undefined || sent.has(service)) return
    sent.add(service)
    tracked.set(service, `${service} (port ${first.port} of ${first.host})`)
    timer ??= setTimeout(send, collectMs).unref()
  }

  function expectLook(): () => void {
    let isOver = false
    looks += 1
    return () => {
      if (isOver) return
      isOver = true
      looks -= 1
      if (isDue) send()
    }
  }

  function send(): void {
    isDue = looks > 0
    if (isDue) return
    clearTimeout(timer)
    timer = undefined
    if (tracked.size > 0) printWarning('PORTSIDE_EXPOSED', warning([...tracked.values()]))
    tracked.clear()
  }
}

function warning(services: readonly string[]): string {
  const listen = services.length === 1 ? 'listens' : 'listen'
  return `${services.join(', ')} ${listen} where other machines may connect. Let a service listen on HOST, or say \`expose: 'narrow'\` (Node programs), or \`expose: 'allow'\` where it is meant`
}
