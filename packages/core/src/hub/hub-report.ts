/** What a Node process has told: one line of the run's file. */
export type HubReport = HubSender & (Listening | Refused | { readonly event: 'hello' | 'launches' })

interface HubSender {
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
  /** The port that the program asked for, where the hub has moved it. */
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
export type ListeningReport = HubSender & Listening

/** A socket on which a process of a service could not listen. */
export type RefusedReport = HubSender & Refused

/** Reads one line; `undefined` for what is none of ours. */
export function parseHubReport(line: string): HubReport | undefined {
  try {
    const report = JSON.parse(line) as Partial<HubReport> | null
    const isReport =
      typeof report?.child === 'string' && Number.isInteger(report.pid) && typeof report.event === 'string'
    return isReport ? (report as HubReport) : undefined
  } catch {
    return undefined
  }
}
