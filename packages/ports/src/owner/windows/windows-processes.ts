/** A process as `Get-CimInstance Win32_Process` of Windows describes it. */
export interface CimProcess {
  readonly pid: number
  readonly ppid?: number
  readonly name?: string
  /** Absent for a process of another user. */
  readonly commandLine?: string
  readonly startedAt?: Date
}

/** Makes the PowerShell command whose output {@link parseCimProcess} reads; `Created` is in the round-trip format, in UTC. */
export function cimProcessScript(pid: number): string {
  const created = "@{n='Created';e={$_.CreationDate.ToUniversalTime().ToString('o')}}"
  return [
    '[Console]::OutputEncoding=[Text.Encoding]::UTF8',
    `Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}'` +
      ` | Select-Object ProcessId,ParentProcessId,Name,CommandLine,${created} | ConvertTo-Json -Compress`,
  ].join(';')
}

/** Reads the JSON object of {@link cimProcessScript}; `undefined` unless it has a process id. */
export function parseCimProcess(text: string): CimProcess | undefined {
  const data = parseObject(text.replace(/^\uFEFF/, ''))
  const pid = data?.['ProcessId']
  if (data === undefined || !isId(pid)) return undefined
  const { ParentProcessId: ppid, Name: name, CommandLine: commandLine, Created: created } = data
  const startedAt = typeof created === 'string' ? new Date(created) : new Date(Number.NaN)
  return {
    pid,
    ...(isId(ppid) ? { ppid } : {}),
    ...(typeof name === 'string' && name !== '' ? { name } : {}),
    ...(typeof commandLine === 'string' && commandLine !== '' ? { commandLine } : {}),
    ...(Number.isNaN(startedAt.getTime()) ? {} : { startedAt }),
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const data: unknown = JSON.parse(text)
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function isId(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0
}

/** A process as `tasklist /FO CSV /NH` of Windows lists it. */
export interface TasklistEntry {
  /** The program's file name. */
  readonly image: string
  readonly pid: number
}

/** Image, process id, session's name and number, memory; the last one is written in the system's language. */
const row = /^"([^"]+)","(\d{1,10})","([^"]*)","(\d{1,10})","([^"]*)"$/

/** Parses the processes in the output of `tasklist /FO CSV /NH`; ignores other lines (such as "INFO: …"). */
export function parseTasklist(text: string): TasklistEntry[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const match = row.exec(line)
    return match === null ? [] : [{ image: match[1] ?? '', pid: Number(match[2]) }]
  })
}
