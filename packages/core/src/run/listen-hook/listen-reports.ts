import type { HubReport, ListeningReport, RefusedReport } from '../../hub/hub-report'

/** What the Node processes of one child have told. */
export interface ChildReports {
  /** The sockets on which they have begun to listen, the first first. */
  readonly listening: readonly ListeningReport[]
  /** The sockets on which they could not listen. */
  readonly refused: readonly RefusedReport[]
  /**
   * Whether a process lives that has said hello, starts no others, and is no package manager: it will tell when it listens. One that
   * starts others may be a mere launcher of what tells nothing.
   */
  readonly isTelling: () => boolean
  /** Calls `listener` after each report; returns how to end that. */
  readonly subscribe: (listener: () => void) => () => void
}

/** Makes an empty list of reports, and the way to add one. */
export function createChildReports(): { readonly reports: ChildReports; readonly take: (report: HubReport) => void } {
  const listening: ListeningReport[] = []
  const refused: RefusedReport[] = []
  const tellers = new Map<number, 'hello' | 'launches'>()
  const listeners = new Set<() => void>()
  const isTelling = () => [...tellers].some(([pid, told]) => told === 'hello' && isAlive(pid))
  const subscribe = (listener: () => void) => {
    const own = () => listener()
    listeners.add(own)
    return () => void listeners.delete(own)
  }
  return { reports: { listening, refused, isTelling, subscribe }, take }

  function take(report: HubReport): void {
    if (report.event === 'listening') listening.push(report)
    else if (report.event === 'refused') refused.push(report)
    else tellers.set(report.pid, report.event)
    for (const listener of listeners) listener()
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
