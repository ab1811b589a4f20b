import type { Command, Options } from '../terminal/command'
import { parseOptions } from '../terminal/parse-options'
import { type ErrorPages, openErrorPages } from './error-pages'
import { pageText } from './page-text'

const widest = 100
const narrowest = 40

const options = {
  json: {
    type: 'boolean',
    help: 'Print {"code", "title", "page"}, where page is Markdown; without a code a list of {"code", "title"}',
  },
} as const satisfies Options

/** `portside explain`. */
export const explainCommand: Command = {
  summary: 'Explain an error code: its causes, and the fix for each',
  usage: '[options] [code]',
  about:
    'Without a code, all codes with their titles. Lower case and a code without E_ are accepted. The pages are a part of this version: nothing is fetched.',
  options,
  sections: ['Exit code: 0, 2 for a code that does not exist.'],
  examples: ['portside explain E_WRONG_PORT', 'portside explain crashed'],
  run: printPages,
}

/** Prints the page of an error code, or all codes with their titles. */
async function printPages(args: readonly string[]): Promise<number> {
  parse(args)
  const pages = openErrorPages(new URL('errors/', import.meta.url))
  process.stdout.write(explanation(args, pages, process.stdout.columns))
  return 0
}

/** Returns the text that the command prints; `columns` is the width of the terminal, if there is one. */
export function explanation(args: readonly string[], pages: ErrorPages, columns = 0): string {
  const { values, positionals } = parse(args)
  const [given, ...rest] = positionals
  if (rest.length > 0) throw new TypeError('Expected one code: npx portside explain E_WRONG_PORT')
  if (given === undefined) return listText(pages, values.json)
  const page = pages.read(pages.find(given))
  // A terminal may report a width of 0.
  const width = Math.max(Math.min(columns || widest, widest), narrowest)
  return values.json ? `${JSON.stringify(page)}\n` : pageText(page.page, width)
}

function parse(args: readonly string[]) {
  return parseOptions({ args: [...args], options, allowPositionals: true })
}

function listText(pages: ErrorPages, isJson = false): string {
  const found = pages.codes.map((code) => pages.read(code))
  if (isJson) return `${JSON.stringify(found.map(({ code, title }) => ({ code, title })))}\n`
  const width = Math.max(...pages.codes.map((code) => code.length))
  return found.map(({ code, title }) => `${code.padEnd(width)}  ${title}\n`).join('')
}
