/** Quotes the name of a table, a column or a database. */
export function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** Quotes a text for SQL; names of databases and tables have no backslash that would matter. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
