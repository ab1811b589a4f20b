import type { Probe } from '@portside/probe'

/** What the Node processes of one child have told. */
export interface ListenReports {
  /** The sockets on which they have begun to listen, the first first. */
  readonly listening: readonly ListeningReport[]
  /** The sockets on which they could not listen. */
  readonly refused: readonly RefusedReport[]
  /**
   * Whether a process lives that has said hello, starts no others, and is no package manager: it will tell when it listens. One that
   * starts others may be a mere launcher of what tells nothing.
   */
  readonly willReport: () => boolean
  /** Calls `listener` after each report; returns how to end that. */
  readonly subscribe: (listener: () => void) => () => void
}

/** Makes an empty list of reports, and the way to add one. */
export function createChildReports(): {
  readonly reports: ListenReports
  readonly take: (report: ListenReport) => void
} {
  const listening: ListeningReport[] = []
  const refused: RefusedReport[] = []
  const reporters = new Map<number, 'hello' | 'launches'>()
  const listeners = new Set<() => void>()
  const willReport = () => [...reporters].some(([pid, told]) => told === 'hello' && isAlive(pid))
  const subscribe = (listener: () => void) => {
    const own = () => listener()
    listeners.add(own)
    return () => void listeners.delete(own)
  }
  return { reports: { listening, refused, willReport, subscribe }, take }

  function take(report: ListenReport): void {
    if (report.event === 'listening') listening.push(report)
    else if (report.event === 'refused') refused.push(report)
    else reporters.set(report.pid, report.event)
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

/** What a Node process has told: one line of the run's file. */
export type ListenReport = ListenHookSender & (Listening | Refused | { readonly event: 'hello' | 'launches' })

interface ListenHookSender {
  /** Names the child whose tree the process is in. */
  readonly child: string
  /** The process, as it sees itself. */
  readonly pid: number
}

interface Listening {
  readonly event: 'listening'
  /** The address, `::` or `0.0.0.0` for all of them. */
  readonly host: string
  readonly port: number
  /** Its descriptor of the socket, where Node.js shows that. */
  readonly fd?: number
  /** What that descriptor leads to (`socket:[inode]`), if no other listener can share its address: Linux only. */
  readonly socket?: string
  /** The port that the program asked for, where the listen hook has moved it. */
  readonly askedPort?: number
}

interface Refused {
  readonly event: 'refused'
  readonly host?: string
  readonly port?: number
  /** Why: `EADDRINUSE`, `EACCES`, … */
  readonly code: string
}

/** A socket on which a process of a service listens. */
export type ListeningReport = ListenHookSender & Listening

/** A socket on which a process of a service could not listen. */
export type RefusedReport = ListenHookSender & Refused

/** Reads one line; `undefined` for what is none of ours. */
export function parseListenReport(line: string): ListenReport | undefined {
  try {
    const report = JSON.parse(line) as Partial<ListenReport> | null
    const isReport =
      typeof report?.child === 'string' && Number.isInteger(report.pid) && typeof report.event === 'string'
    return isReport ? (report as ListenReport) : undefined
  } catch {
    return undefined
  }
}

/** Ready when a Node process of the service has told that it listens on `port`. What is no Node process never tells. */
export function reportedListening(reports: ListenReports, port: number): Probe {
  const isReported = () => reports.listening.some((told) => told.port === port)
  return {
    description: 'it tells that it listens',
    wait: (_, { signal }) =>
      new Promise((resolve, reject) => {
        const unsubscribe = reports.subscribe(() => isReported() && end(resolve))
        const abort = () => end(() => reject(signal.reason as Error))
        const end = (settle: () => void) => {
          unsubscribe()
          signal.removeEventListener('abort', abort)
          settle()
        }
        signal.addEventListener('abort', abort)
        if (isReported()) end(resolve)
      }),
  }
}
