import type { SqlStatement } from '@portside/service-kit'

const whitespace = /[\s;]+/y
const lineComment = /--[^\n]*/y
// pg_dump encloses its SQL in these commands of psql, from the releases of August 2025 on.
const restriction = /\\(?:un)?restrict\b[^\n]*/y
const plainQuote = /'(?:[^']|'')*'/y
const escapeQuote = /[eE]'(?:[^'\\]|''|\\.)*'/sy
const nameQuote = /"(?:[^"]|"")*"/y
const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y
const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y
const bodyOwner = /^create\s+(?:or\s+replace\s+)?(?:function|procedure)\b/i

/**
 * Splits SQL into its statements, as psql does: strings, quoted names, comments, and bodies between dollar signs or in `BEGIN ATOMIC … END` may have semicolons.
 *
 * @see https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 */
export function splitSql(sql: string): readonly SqlStatement[] {
  const statements: SqlStatement[] = []
  let at = 0
  while (at < sql.length) {
    const start = skipBlank(sql, at)
    if (start >= sql.length) break
    const end = endOfStatement(sql, start)
    statements.push({ text: sql.slice(start, end), start })
    at = end + 1
  }
  return statements
}

function skipBlank(sql: string, from: number): number {
  for (let at = from; ;) {
    const next =
      endOf(whitespace, sql, at) ?? endOf(lineComment, sql, at) ?? endOf(restriction, sql, at) ?? endOfComment(sql, at)
    if (next === undefined) return at
    at = next
  }
}

function endOfStatement(sql: string, start: number): number {
  const hasBody = bodyOwner.test(sql.slice(start, start + 200))
  let depth = 0
  for (let at = start; at < sql.length;) {
    if (sql[at] === ';' && depth === 0) return at
    const quoted = endOfQuoted(sql, at)
    const end = quoted ?? endOf(word, sql, at) ?? at + 1
    if (quoted === undefined && hasBody) depth += change(sql.slice(at, end).toLowerCase(), depth)
    at = end
  }
  return sql.length
}

/** `CASE` within a body ends with `END`, too. */
function change(found: string, depth: number): number {
  if (found === 'begin' || (found === 'case' && depth > 0)) return 1
  return found === 'end' && depth > 0 ? -1 : 0
}

function endOfQuoted(sql: string, at: number): number | undefined {
  return (
    endOf(plainQuote, sql, at) ??
    endOf(escapeQuote, sql, at) ??
    endOf(nameQuote, sql, at) ??
    endOf(lineComment, sql, at) ??
    endOfComment(sql, at) ??
    endOfDollar(sql, at)
  )
}

function endOfDollar(sql: string, at: number): number | undefined {
  const opened = endOf(dollarTag, sql, at)
  if (opened === undefined) return undefined
  const tag = sql.slice(at, opened)
  const closed = sql.indexOf(tag, opened)
  return closed === -1 ? sql.length : closed + tag.length
}

/** Comments between slashes may be nested. */
function endOfComment(sql: string, from: number): number | undefined {
  if (!sql.startsWith('/*', from)) return undefined
  let depth = 0
  for (let at = from; at < sql.length;) {
    if (sql.startsWith('/*', at)) depth += 1
    else if (sql.startsWith('*/', at)) depth -= 1
    else {
      at += 1
      continue
    }
    at += 2
    if (depth === 0) return at
  }
  return sql.length
}

function endOf(pattern: RegExp, sql: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(sql) ? pattern.lastIndex : undefined
}
