import { readdirSync, readFileSync } from 'node:fs'
import { nearNames } from '@portside/internal'

/** The page of an error code. */
export interface ErrorPage {
  readonly code: string
  readonly title: string
  /** The whole page, as Markdown. */
  readonly page: string
}

/** The pages of all error codes, which are files of this package. */
export interface ErrorPages {
  /** All codes, in alphabetical order. */
  readonly codes: readonly string[]
  /** Returns the code that is meant, in any case and with or without `E_`. @throws TypeError that names those with a similar name */
  readonly find: (given: string) => string
  readonly read: (code: string) => ErrorPage
}

/** Opens a folder with a page for each code, such as `E_CRASHED.md`. */
export function openErrorPages(folder: URL): ErrorPages {
  const codes = readdirSync(folder)
    .flatMap((name) => /^(E_\w+)\.md$/.exec(name)?.[1] ?? [])
    .sort()
  return { codes, find: (given) => findCode(given, codes), read: (code) => readPage(code, folder) }
}

function readPage(code: string, folder: URL): ErrorPage {
  const page = readFileSync(new URL(`${code}.md`, folder), 'utf8')
  return { code, title: /^# \w+: (.*)$/m.exec(page)?.[1] ?? '', page }
}

function findCode(given: string, codes: readonly string[]): string {
  const name = nameOf(given.trim().replaceAll(/[\s-]/g, '_'))
  const found = codes.find((code) => nameOf(code) === name)
  if (found !== undefined) return found
  const near = nearNames(name, codes.map(nameOf))
  // A word of a code, such as `port`.
  const similar = near.length > 0 || name === '' ? near : codes.map(nameOf).filter((other) => other.includes(name))
  const question = similar.length === 0 ? '' : `did you mean ${similar.map((other) => `E_${other}`).join(' or ')}? `
  throw new TypeError(`There is no code '${given}': ${question}\`npx portside explain\` lists all codes`)
}

function nameOf(code: string): string {
  return code.toUpperCase().replace(/^E_/, '')
}
