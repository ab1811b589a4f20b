import { addressText } from '@portside/internal'
import { clearTimeout, setTimeout } from 'node:timers'
import { otherLoopback, type Address, type ProbeRun, type ProbeOutcome } from '../probe'
import { connect, type ConnectFailure } from './connect'

const firstMs = 300
const everyMs = 1000
/** A service that reports where it listens rarely needs this check. */
const everyReportedMs = 5000
const absent = new Set<string | undefined>(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])

/** Watches the other loopback family during a wait: a service may listen there by mistake. */
export interface OtherAddress {
  /** Receives each outcome on the address that counts; the other is checked only while that one does not connect. */
  readonly mainOutcome: (outcome: ProbeOutcome) => void
  readonly end: () => void
}

/** Records, now and then, the result of connecting to `::1` when `address` is on `127.0.0.1`, and the reverse. */
export function noteOtherAddress(address: Address, run: ProbeRun, description: string): OtherAddress {
  const other = otherLoopback(address)
  const willReport = (): boolean => run.listeners?.willReport() === true
  let outcome: ProbeOutcome = 'pending'
  let looking: AbortController | undefined
  let timer = setTimeout(() => (willReport() ? lookAfter(everyReportedMs) : void look()), firstMs)
  const lookAfter = (ms: number): void => {
    timer = setTimeout(() => void look(), ms)
  }
  const look = async (): Promise<void> => {
    // Most waits are over before the first check.
    looking ??= new AbortController()
    const { signal } = looking
    if (other !== undefined && outcome !== 'answered' && outcome !== 'pending') {
      const failure = await lookAt(other, signal)
      if (signal.aborted) return
      // On a machine without IPv6 there is nothing to report there.
      const isAbsent = absent.has((failure.cause as NodeJS.ErrnoException | undefined)?.code)
      if (!isAbsent) run.note({ probe: description, address: addressText(other.host, other.port), ...failure })
    }
    lookAfter(willReport() ? everyReportedMs : everyMs)
  }
  return {
    mainOutcome: (latest) => void (outcome = latest),
    end: () => {
      clearTimeout(timer)
      looking?.abort()
    },
  }
}

async function lookAt(other: Address, signal: AbortSignal): Promise<ConnectFailure> {
  const connection = await connect(other, signal)
  if ('outcome' in connection) return connection
  connection.destroy()
  return { outcome: 'answered', detail: 'a server accepts connections here' }
}
