import { writeFile } from 'node:fs/promises'
import type { ServerData } from '../handle/server-data'
import type { StartedService } from '../lifecycle/service-instance'
import { reportFile } from './environment'
import type { Run } from './run'

/** What a run started, for the file that `PORTSIDE_REPORT` names. */
export interface RunReport {
  readonly add: (name: string, started: StartedService) => void
  /** Writes the file, if one is asked for. */
  readonly write: () => Promise<void>
}

/** Makes an empty report. */
export function createRunReport(run: Run): RunReport {
  const services: object[] = []
  return {
    add: (name, { data, elapsedMs }) => {
      const { url, pid } = (data ?? {}) as Partial<ServerData>
      services.push({ name, url, pid, elapsedMs: Math.round(elapsedMs) })
    },
    write: async () => {
      const file = reportFile()
      if (file !== undefined) await writeFile(file, `${JSON.stringify({ runId: run.id, services }, null, 2)}\n`)
    },
  }
}
