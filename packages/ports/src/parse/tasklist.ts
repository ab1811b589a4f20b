/** A process as `tasklist /FO CSV /NH` of Windows lists it. */
export interface TasklistEntry {
  /** The program's file name. */
  readonly image: string
  readonly pid: number
}

/** Image, process id, session's name and number, memory; the last one is written in the system's language. */
const row = /^"([^"]+)","(\d{1,10})","([^"]*)","(\d{1,10})","([^"]*)"$/

/** The processes in the output of `tasklist /FO CSV /NH`; lines that are none (such as "INFO: …") are left out. */
export function parseTasklist(text: string): TasklistEntry[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const match = row.exec(line)
    return match === null ? [] : [{ image: match[1] ?? '', pid: Number(match[2]) }]
  })
}
