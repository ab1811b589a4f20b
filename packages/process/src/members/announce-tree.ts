import type { ProcessIdentity } from '../table/process-identity'
import { stopDefaults, type StopOptions } from '../child/spawn-options'
import { nextCookie, removeWardenEntry, setWardenEntry } from '../warden/warden'

/** The record of one child, here and in the warden. */
export interface TreeWatch {
  /** The cookie that the child and its descendants carry. */
  readonly cookie: string
  /** Returns the processes that are tracked by their id and start. */
  tracked(): readonly ProcessIdentity[]
  /** Sends the process group to the warden. */
  lead(leader: ProcessIdentity): void
  /** Tracks processes that belong to the child, so that they are found wherever they go. */
  track(processes: readonly ProcessIdentity[]): void
  /** Deletes the record: the child has been stopped. */
  release(): void
  /** Returns whether the child has been stopped. */
  isReleased(): boolean
}

/** Announces a child to the warden *before* it is started, so that a killed runner never leaves an unknown child. */
export function announceTree(options: StopOptions): TreeWatch {
  const { stopSignal, stopTimeoutMs, leaveRunning } = stopDefaults(options)
  const cookie = nextCookie()
  const [, number] = cookie.split('.')
  const entry = `g${number}`
  const tracked = new Map<number, ProcessIdentity>()
  let leader: ProcessIdentity = { pid: 0, startTime: 0 }
  let isReleased = false
  const update = (): void => {
    if (isReleased) return
    const words = [
      leader.pid,
      leader.startTime ?? 0,
      stopSignal.slice('SIG'.length),
      stopTimeoutMs,
      ...[...tracked.values()].map(asWord),
    ]
    setWardenEntry(entry, words.join(' '))
  }
  if (leaveRunning.length > 0) setWardenEntry(`s${number}`, leaveRunning.join('|'))
  update()
  return {
    cookie,
    tracked: () => [...tracked.values()],
    lead: (identity) => {
      leader = identity
      update()
    },
    track: (processes) => {
      for (const identity of processes) tracked.set(identity.pid, identity)
      update()
    },
    isReleased: () => isReleased,
    release: () => {
      isReleased = true
      removeWardenEntry(entry)
      removeWardenEntry(`s${number}`)
    },
  }
}

function asWord({ pid, startTime }: ProcessIdentity): string {
  return `${pid}:${startTime ?? 0}`
}
