import type { Probe, ProbeAttempt, ProbeTarget } from '@portside/probe'
import { isListening, isLoopback } from '@portside/ports'
import { answerWords } from '../../diagnose/answer-lines'
import { waitForRunning } from '../../diagnose/wait-for-running'
import type { ServerData } from '../../contract/service-handle'
import type { Launch, StartContext } from '../../contract/start-context'
import { maskSecrets } from '../../text/mask-secrets'
import { watchExisting } from './watch-existing'
import { inheritedEnvironment } from '../../run/environment'

/** A service that is running already. */
export interface ExternalTarget {
  readonly url: string
  readonly probe: Probe
  /** @default 60000 */
  readonly timeoutMs?: number | undefined
  /** Whether the constructor has no option for the time limit. @default false */
  readonly isLimitFixed?: boolean
  /** The option or the constructor that names the URL. @default 'existing' */
  readonly namedBy?: string
}

const defaultTimeoutMs = 60_000

// The default ports of URL schemes (the IANA registry of port numbers).
const defaultPorts: Readonly<Record<string, number>> = {
  'http:': 80, 'https:': 443, 'postgres:': 5432, 'postgresql:': 5432, 'mysql:': 3306, 'mariadb:': 3306, 'redis:': 6379, 'rediss:': 6379, 'mongodb:': 27_017,
} // prettier-ignore

/** Waits until the service at a URL is ready. Throws `E_NOT_LISTENING` or `E_NOT_READY`. */
export async function launchExternal(
  { url, probe, timeoutMs = defaultTimeoutMs, isLimitFixed = false, namedBy = 'existing' }: ExternalTarget,
  context: StartContext,
): Promise<Launch> {
  const { name, directory, signal, run } = context
  const { host, port } = addressOf(url)
  const place = { service: name, host, port, url, cwd: directory, env: inheritedEnvironment() }
  const target: ProbeTarget = isLoopback(host) ? { ...place, isListening } : place
  const remarks = [`Nothing was started for ${name}: it is expected to run at ${host}:${port} already.`]
  const watch = watchExisting({ service: name, url, namedBy, timeoutMs, isLimitFixed })
  const onAttempt = (attempt: ProbeAttempt): void => {
    watch.onAttempt(attempt)
    run.watcher.waiting?.(name, attempt, () => answerWords(maskSecrets(attempt.body ?? '')))
  }
  const limits = { timeoutMs, signal, onAttempt, exited: watch.hopeless }
  const { error } = await waitForRunning(probe, target, limits, remarks).finally(watch.end)
  signal.throwIfAborted()
  if (error !== undefined) throw error
  return { data: { name, url, host, port } satisfies ServerData }
}

function addressOf(url: string): { host: string; port: number } {
  const { hostname, port, protocol } = new URL(url)
  return { host: hostname.replaceAll(/[[\]]/g, ''), port: port === '' ? (defaultPorts[protocol] ?? 80) : Number(port) }
}
