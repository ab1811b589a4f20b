import { setTimeout as delay } from 'node:timers/promises'
import { findProcessListeners, judgeListener } from '@portside/ports'
import { printedAddresses } from '../../text/printed-addresses'
import type { SpawnedCommand } from './spawned-command'

/** A socket on which a service listens; `::` and `0.0.0.0` mean every address. */
export interface ListeningPlace {
  readonly host: string
  readonly port: number
}

/** How often to ask which processes a service has, in milliseconds: that reads all of the system's. */
const membersEveryMs = 100
/** A look at the system may take a twentieth of the time. */
const restPerLook = 20
const shortestRestMs = 5
/** Where a process will tell by itself. */
const reportedRestMs = 250
const longestRestMs = 1000

/**
 * Calls `onFound` with the sockets on which a command listens, until `signal` aborts: as its Node processes tell, as the system shows
 * those of its whole tree, and, where that shows nothing, as its output says. The same one may come several times.
 */
export async function watchListeners(
  command: SpawnedCommand,
  signal: AbortSignal,
  onFound: (place: ListeningPlace) => void,
): Promise<void> {
  const { reports } = command
  const addReported = () => reports?.listening.forEach(onFound)
  const unsubscribe = reports?.subscribe(addReported)
  signal.addEventListener('abort', () => unsubscribe?.(), { once: true })
  addReported()
  await lookAgainAndAgain(command, signal, onFound)
}

async function lookAgainAndAgain(
  command: SpawnedCommand,
  signal: AbortSignal,
  onFound: (place: ListeningPlace) => void,
): Promise<void> {
  const { child, reports } = command
  let pids: readonly number[] = [child.pid]
  let membersAtMs = performance.now()
  while (!signal.aborted) {
    const startedAtMs = performance.now()
    const isDue = startedAtMs - membersAtMs > membersEveryMs
    if (isDue) {
      pids = (await child.members()).map(({ pid }) => pid)
      membersAtMs = performance.now()
    }
    const places = await placesOf(pids)
    for (const place of isDue && places.length === 0 ? await printedPlaces(command, pids) : places) onFound(place)
    const restMs = Math.max(
      (performance.now() - startedAtMs) * restPerLook,
      reports?.willReport() ? reportedRestMs : shortestRestMs,
    )
    await delay(Math.min(restMs, longestRestMs), undefined, { signal }).catch(() => undefined)
  }
}

async function placesOf(pids: readonly number[]): Promise<readonly ListeningPlace[]> {
  const listeners = await findProcessListeners(pids)
  return listeners.filter(({ isElsewhere }) => !isElsewhere).map(({ address, port }) => ({ host: address, port }))
}

/** What the output tells counts only where nobody else is seen to listen: it may tell of other servers, too. */
async function printedPlaces(
  { spec, child }: SpawnedCommand,
  pids: readonly number[],
): Promise<readonly ListeningPlace[]> {
  const printed = printedAddresses(child.output.text()).map(({ host = spec.host, port }) => ({ host, port }))
  const wanted = spec.owner === 'any' ? ['ours', 'unknown', 'other'] : ['ours', 'unknown']
  const verdicts = await Promise.all(printed.map((place) => judgeListener(place, [child.pid, ...pids])))
  return printed.filter((_, index) => wanted.includes(verdicts[index] ?? 'nobody'))
}
