import { setTimeout as delay } from 'node:timers/promises'
import { findProcessListeners, judgeListener } from '@portside/ports'
import { printedAddresses } from '../../text/printed-addresses'
import type { SpawnedCommand } from './spawned-command'

/** A socket on which a service listens; `::` and `0.0.0.0` mean every address. */
export interface ListeningPlace {
  readonly host: string
  readonly port: number
  /** The process that listens; absent if only the output names the address. */
  readonly pid?: number
}

/** How often to list the processes of a service, in milliseconds: that reads all processes of the system. */
const membersEveryMs = 100
/** Rest after a look, as a multiple of its duration: looks may take a twentieth of the time. */
const restPerLook = 20
const shortestRestMs = 5
/** The rest while a process will report by itself. */
const reportedRestMs = 50
const longestRestMs = 1000

/**
 * Calls `onFound` with the sockets on which a command listens, until `signal` aborts: those that its Node processes report, those that the system
 * shows for its whole tree, and, if that shows none, those that its output names. The same one may come several times.
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
  return listeners
    .filter(({ isElsewhere }) => !isElsewhere)
    .map(({ pid, address, port }) => ({ host: address, port, pid }))
}

/** Returns the printed addresses at which no other process is seen to listen: the output may name other servers, too. */
async function printedPlaces(
  { spec, child }: SpawnedCommand,
  pids: readonly number[],
): Promise<readonly ListeningPlace[]> {
  const printed = printedAddresses(child.output.text()).map(({ host = spec.host, port }) => ({ host, port }))
  const wanted = spec.owner === 'any' ? ['ours', 'unknown', 'other'] : ['ours', 'unknown']
  const verdicts = await Promise.all(printed.map((place) => judgeListener(place, [child.pid, ...pids])))
  return printed.filter((_, index) => wanted.includes(verdicts[index] ?? 'nobody'))
}
