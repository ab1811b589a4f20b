import type { SqlStatement } from '@portside/service-kit'

const whitespace = /\s+/y
const lineComment = /(?:--(?=\s|$)|#)[^\n]*/y
const blockComment = /\/\*(?![!M])[^]*?(?:\*\/|$)/y
const singleQuote = /'(?:[^'\\]|''|\\[^])*(?:'|$)/y
const doubleQuote = /"(?:[^"\\]|""|\\[^])*(?:"|$)/y
const backtick = /`(?:[^`]|``)*(?:`|$)/y
const delimiterCommand = /delimiter[ \t]+(\S+)[^\n]*/iy

/**
 * Splits SQL into its statements, as the command-line client does: strings, quoted names and comments may have semicolons, and lines with `DELIMITER` change what ends a statement.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/mysql-commands.html
 */
export function splitSql(sql: string): readonly SqlStatement[] {
  const statements: SqlStatement[] = []
  let delimiter = ';'
  let at = 0
  for (;;) {
    const start = skipBlank(sql, at, delimiter)
    if (start >= sql.length) return statements
    const command = startsLine(sql, start) ? matchAt(delimiterCommand, sql, start) : undefined
    if (command !== undefined) {
      delimiter = command[1] ?? ';'
      at = start + command[0].length
      continue
    }
    const end = endOfStatement(sql, start, delimiter)
    statements.push({ text: sql.slice(start, end), start })
    at = end + delimiter.length
  }
}

function skipBlank(sql: string, from: number, delimiter: string): number {
  for (let at = from; ;) {
    const blank = [whitespace, lineComment, blockComment].map((pattern) => endOf(pattern, sql, at)).find(isFound)
    const next = blank ?? (sql.startsWith(delimiter, at) ? at + delimiter.length : undefined)
    if (next === undefined) return at
    at = next
  }
}

function startsLine(sql: string, at: number): boolean {
  return sql.slice(sql.lastIndexOf('\n', at - 1) + 1, at).trim() === ''
}

function endOfStatement(sql: string, start: number, delimiter: string): number {
  const quotes = [singleQuote, doubleQuote, backtick, lineComment, blockComment]
  for (let at = start; at < sql.length;) {
    if (sql.startsWith(delimiter, at)) return at
    at = quotes.map((pattern) => endOf(pattern, sql, at)).find(isFound) ?? at + 1
  }
  return sql.length
}

function isFound(end: number | undefined): boolean {
  return end !== undefined
}

function endOf(pattern: RegExp, sql: string, at: number): number | undefined {
  const match = matchAt(pattern, sql, at)
  return match === undefined ? undefined : at + match[0].length
}

function matchAt(pattern: RegExp, sql: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(sql) ?? undefined
}
