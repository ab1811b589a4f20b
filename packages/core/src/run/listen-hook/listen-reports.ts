import type { Probe } from '@portside/probe'

/** The reports of the Node processes of one child. */
export interface ListenReports {
  /** The sockets on which they have begun to listen, in order. */
  readonly listening: readonly ListeningReport[]
  /** The sockets on which they could not listen. */
  readonly refused: readonly RefusedReport[]
  /** The exits of those that have exited by themselves, with their codes; a process that a signal ended is missing. */
  readonly exits: readonly ExitReport[]
  /**
   * Whether a live process has said hello, starts no others, and is no package manager: it will report when it listens. A process that starts others
   * may only launch a program that reports nothing.
   */
  readonly willReport: () => boolean
  /** Calls `listener` after each report. Returns a function that unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void
}

/** Makes an empty list of reports, and the function that adds one. */
export function createChildReports(): {
  readonly reports: ListenReports
  readonly take: (report: ListenReport) => void
} {
  const listening: ListeningReport[] = []
  const refused: RefusedReport[] = []
  const exits: ExitReport[] = []
  const reporters = new Map<number, 'hello' | 'launches'>()
  const listeners = new Set<() => void>()
  const willReport = () => [...reporters].some(([pid, state]) => state === 'hello' && isAlive(pid))
  const subscribe = (listener: () => void) => {
    const own = () => listener()
    listeners.add(own)
    return () => void listeners.delete(own)
  }
  return { reports: { listening, refused, exits, willReport, subscribe }, take }

  function take(report: ListenReport): void {
    if (report.event === 'listening') listening.push(report)
    else if (report.event === 'refused') refused.push(report)
    else if (report.event === 'exit') exits.push(report)
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

/** A report of a Node process: one line of the run's file. */
export type ListenReport = ListenHookSender & (Listening | Refused | Exit | { readonly event: 'hello' | 'launches' })

interface ListenHookSender {
  /** The name of the child whose tree the process is in. */
  readonly child: string
  /** The process id, as the process itself sees it. */
  readonly pid: number
}

interface Listening {
  readonly event: 'listening'
  /** The address; `::` or `0.0.0.0` for all of them. */
  readonly host: string
  readonly port: number
  /** The process's descriptor of the socket, if Node.js shows it. */
  readonly fd?: number
  /** The target of that descriptor (`socket:[inode]`), if no other listener can share its address: Linux only. */
  readonly socket?: string
  /** The program and its arguments. */
  readonly program?: string
  /** The port that the program asked for, if the listen hook has moved it. */
  readonly askedPort?: number
}

interface Refused {
  readonly event: 'refused'
  readonly host?: string
  readonly port?: number
  /** The error code: `EADDRINUSE`, `EACCES`, … */
  readonly code: string
  /** The program and its arguments. */
  readonly program?: string
}

interface Exit {
  readonly event: 'exit'
  /** The process id of its parent, as the process itself sees it. */
  readonly parent: number
  readonly code: number
}

/** The exit of a process of a service. */
export type ExitReport = ListenHookSender & Exit

/** A socket on which a process of a service listens. */
export type ListeningReport = ListenHookSender & Listening

/** A socket on which a process of a service could not listen. */
export type RefusedReport = ListenHookSender & Refused

/** Parses one line; returns `undefined` if it is not a report. */
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

/** Ready when a Node process of the service has reported that it listens on `port`. Other processes never report. */
export function reportedListening(reports: ListenReports, port: number): Probe {
  const isReported = () => reports.listening.some((report) => report.port === port)
  return {
    description: 'it reports that it listens',
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
