import { shownText } from '@portside/service-kit'

/** One message of a server's log. */
interface LogMessage {
  readonly atMs: number
  readonly pid: string
  readonly database: string
  readonly level: string
  text: string
}

/** The beginning of each line: when, by which process, for whom. `settings` of the user may have another one; then no line is understood. */
export const logLinePrefix = '%m [%p] %q%u@%d '

const line = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d+) (?:UTC|GMT) \[(\d+)\] \S*@(\S+) ([A-Z]+): {2}(.*)$/
const details = new Set(['DETAIL', 'HINT', 'QUERY', 'CONTEXT', 'STATEMENT'])

/** Returns the errors of a database in the log of its server since a moment, each with its statement. */
export function sqlErrors(log: string, database: string, sinceMs: number): readonly string[] {
  const messages = parse(log).filter((message) => message.database === database && message.atMs >= sinceMs)
  return messages.flatMap(({ level, pid, text }, index) => {
    if (level !== 'ERROR' && level !== 'FATAL') return []
    const own = messages.slice(index + 1).filter((message) => message.pid === pid)
    const next = own.findIndex((message) => !details.has(message.level))
    const more = (next === -1 ? own : own.slice(0, next)).map((message) => `  ${shownText(message.text)}`)
    return [[shownText(text), ...more].join('\n')]
  })
}

function parse(log: string): readonly LogMessage[] {
  const messages: LogMessage[] = []
  for (const text of log.split('\n')) {
    const [, day, time, pid = '', database = '', level = '', first = ''] = line.exec(text) ?? []
    if (day !== undefined) messages.push({ atMs: Date.parse(`${day}T${time}Z`), pid, database, level, text: first })
    // A further line of the same message.
    else if (text.startsWith('\t')) {
      const last = messages.at(-1)
      if (last !== undefined) last.text += ` ${text.trim()}`
    }
  }
  return messages
}
