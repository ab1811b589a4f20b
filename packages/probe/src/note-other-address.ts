import { formatAddress, otherLoopback, type Address } from './address'
import { connect, type ConnectFailure } from './connect'
import type { ProbeRun } from './probe'
import type { ProbeOutcome } from './probe-attempt'
import { sleep } from './sleep'

const firstMs = 300
const everyMs = 1000
/** What tells by itself where it listens is looked at for what does not. */
const everyToldMs = 5000
const absent = new Set<string | undefined>(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])

/** Watches the other loopback family beside a wait: a service may listen there by mistake. */
export interface OtherAddress {
  /** Is told each outcome on the address that counts; the other is looked at only while that one does not connect. */
  readonly mainOutcome: (outcome: ProbeOutcome) => void
  readonly end: () => void
}

/** Notes, now and then, what happens on `::1` when `address` is on `127.0.0.1`, and the reverse. */
export function noteOtherAddress(address: Address, run: ProbeRun, description: string): OtherAddress {
  const other = otherLoopback(address)
  const end = new AbortController()
  let outcome: ProbeOutcome = 'pending'
  const look = async (): Promise<void> => {
    if (other === undefined || outcome === 'answered' || outcome === 'pending') return
    const failure = await lookAt(other, end.signal)
    // A machine without IPv6 has nothing to tell there.
    if (end.signal.aborted || absent.has((failure.cause as NodeJS.ErrnoException | undefined)?.code)) return
    run.note({ probe: description, address: formatAddress(other), ...failure })
  }
  void repeat(look, run, end.signal)
  return { mainOutcome: (latest) => void (outcome = latest), end: () => end.abort() }
}

async function repeat(look: () => Promise<void>, { listeners }: ProbeRun, signal: AbortSignal): Promise<void> {
  await sleep(firstMs, signal)
  if (listeners?.isTelling()) await sleep(everyToldMs, signal)
  while (!signal.aborted) {
    await look()
    await sleep(listeners?.isTelling() ? everyToldMs : everyMs, signal)
  }
}

async function lookAt(other: Address, signal: AbortSignal): Promise<ConnectFailure> {
  const connection = await connect(other, signal)
  if ('outcome' in connection) return connection
  connection.destroy()
  return { outcome: 'answered', detail: 'a server accepts connections here' }
}
