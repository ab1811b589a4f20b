/** Quotes the name of a table, a column or a database. */
export function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** Quotes a text for SQL of our own, in whose `sql_mode` a backslash escapes. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
