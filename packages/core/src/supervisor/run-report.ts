import { printWarning } from '@portside/internal'
import { constants } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type { ServerData } from '../contract/service-handle'
import type { StartedService } from '../contract/start-context'
import { reportFile } from '../run/environment'
import type { Run } from '../run/run'

/** The services that a run started, for the file that `PORTSIDE_REPORT` names. */
export interface RunReport {
  readonly add: (name: string, started: StartedService) => void
  /** Writes the file, if one is asked for. A file that cannot be written is a warning, and does not fail the run. */
  readonly write: () => Promise<void>
}

/** The flags of `w`, but a pipe without a reader is an error (ENXIO) instead of an endless wait: fifo(7). Windows has no such flag. */
const flag = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NONBLOCK ?? 0)

/** Makes an empty report. */
export function createRunReport(run: Pick<Run, 'id'>): RunReport {
  const services: object[] = []
  return {
    add: (name, { data, elapsedMs }) => {
      const { url, pid } = (data ?? {}) as Partial<ServerData>
      services.push({ name, url: url && withoutPassword(url), pid, elapsedMs: Math.round(elapsedMs) })
    },
    write: async () => {
      const file = reportFile()
      if (file === undefined || file === '') return
      const text = `${JSON.stringify({ runId: run.id, services }, null, 2)}\n`
      // The types of `writeFile` accept flags only by name.
      await writeFile(file, text, { flag: flag as unknown as string }).catch(warn)
    },
  }
}

function warn(error: unknown): void {
  const fix = 'Set `PORTSIDE_REPORT` to a file that can be written'
  printWarning('PORTSIDE_REPORT', `The report of the run is not written: ${String(error)}. ${fix}`)
}

/** Other users may read the file. */
function withoutPassword(text: string): string {
  if (!URL.canParse(text)) return text
  const url = new URL(text)
  if (url.password === '') return text
  url.password = '****'
  return url.href
}
