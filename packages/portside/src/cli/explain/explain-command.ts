import { parseOptions } from '../terminal/parse-options'
import { type ErrorPages, openErrorPages } from './error-pages'
import { pageText } from './page-text'

const widest = 100
const narrowest = 40

/** `portside explain`: prints the page of an error code, or all codes with their titles. Resolves to the exit code. */
export async function explainCommand(args: readonly string[]): Promise<number> {
  const pages = openErrorPages(new URL('errors/', import.meta.url))
  process.stdout.write(explanation(args, pages, process.stdout.columns))
  return 0
}

/** Returns the text that the command prints; `columns` is the width of the terminal, if there is one. */
export function explanation(args: readonly string[], pages: ErrorPages, columns = 0): string {
  const options = { json: { type: 'boolean' } } as const
  const { values, positionals } = parseOptions({ args: [...args], options, allowPositionals: true })
  const [given, ...rest] = positionals
  if (rest.length > 0) throw new TypeError('Expected one code: portside explain E_WRONG_PORT')
  if (given === undefined) return listText(pages, values.json)
  const page = pages.read(pages.find(given))
  // A terminal may report a width of 0.
  const width = Math.max(Math.min(columns || widest, widest), narrowest)
  return values.json ? `${JSON.stringify(page)}\n` : pageText(page.page, width)
}

function listText(pages: ErrorPages, isJson = false): string {
  const found = pages.codes.map((code) => pages.read(code))
  if (isJson) return `${JSON.stringify(found.map(({ code, title }) => ({ code, title })))}\n`
  const width = Math.max(...pages.codes.map((code) => code.length))
  return found.map(({ code, title }) => `${code.padEnd(width)}  ${title}\n`).join('')
}
