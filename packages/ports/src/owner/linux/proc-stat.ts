/** The facts in `/proc/<pid>/stat`. */
export interface ProcStat {
  readonly pid: number
  /** The program's name, cut to 15 bytes. */
  readonly name: string
  readonly state: string
  readonly ppid: number
  /** The time of its start, in clock ticks (hundredths of a second) since boot. */
  readonly startTicks: number
}

/** Parses `/proc/<pid>/stat` (proc(5)); the name may hold any character, so the last `)` ends it. */
export function parseProcStat(text: string): ProcStat | undefined {
  const match = /^(\d+) \((.*)\) ([A-Za-z]) (\d+) (.*)$/s.exec(text.trimEnd())
  const startTicks = match?.[5]?.split(' ')[17]
  if (match === null || startTicks === undefined || !/^\d+$/.test(startTicks)) return undefined
  return {
    pid: Number(match[1]),
    name: match[2] ?? '',
    state: match[3] ?? '',
    ppid: Number(match[4]),
    startTicks: Number(startTicks),
  }
}
