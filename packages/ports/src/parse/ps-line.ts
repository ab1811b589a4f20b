/** A process as `ps -o ppid=,lstart=,command=` prints it in the C locale (ps(1) of macOS and procps). */
export interface PsLine {
  readonly ppid: number
  readonly startedAt: Date
  /** The command line; where one argument ends and the next starts is not told. */
  readonly commandLine: string
}

const line = /^ *(\d{1,10}) +[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4}) +(\S.*)$/

/** Parses one line of `ps -o ppid=,lstart=,command=`; `undefined` for anything else. */
export function parsePsLine(text: string): PsLine | undefined {
  const match = line.exec(text.trimEnd())
  if (match === null) return undefined
  const [, ppid, month, day, time, year, commandLine = ''] = match
  const startedAt = new Date(`${month} ${day}, ${year} ${time}`)
  return Number.isNaN(startedAt.getTime()) ? undefined : { ppid: Number(ppid), startedAt, commandLine }
}
