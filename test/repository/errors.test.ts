import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { readmeErrors } from './readme-errors'

const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8')
const rulesFolder = 'packages/core/src/diagnose/rules'
const folder = 'docs/errors'
const index = `${folder}/README.md`
const codes = [...read('packages/errors/src/error-code.ts').matchAll(/'(E_\w+)'/g)].map(([, code = '']) => code)
const pages = codes.map((code) => ({ code, name: `${folder}/${code}.md`, markdown: read(`${folder}/${code}.md`) }))

/** The rows of the tables: a code, then what the table says of it. */
const rows = read(index)
  .split('\n')
  .flatMap((line) => /^\| `(E_\w+)` \|.* `(\S+\.ts)` \| `(\S+\.test\.ts)` \|$/.exec(line)?.slice(1) ?? [])

const columns = (index: number) => rows.filter((_, position) => position % 3 === index)

test('every code is in the index, with a test that mentions it', () => {
  expect([...new Set(columns(0))].sort()).toEqual([...codes].sort())
  const [listed, tests] = [columns(0), columns(2)]
  expect(listed.filter((code, index) => !read(tests[index] ?? '').includes(code))).toEqual([])
})

test('every rule is in the index, in the order in which they are asked', () => {
  const files = readdirSync(join(repositoryRoot, rulesFolder)).map((name) => `rules/${name}`)
  const listed = columns(1).filter((path) => path.startsWith('rules/'))
  expect([...listed].sort()).toEqual(files.sort())
  const imports = new Map(
    [...read('packages/core/src/diagnose/explain.ts').matchAll(/import \{ (\w+) \} from '\.\/(rules\/[\w-]+)'/g)].map(
      ([, name = '', path = '']) => [name, `${path}.ts`],
    ),
  )
  const list = /rules: readonly Rule\[\] = \[([^\]]*)\]/.exec(read('packages/core/src/diagnose/explain.ts'))?.[1] ?? ''
  const order = list.split(',').flatMap((name) => imports.get(name.trim()) ?? [])
  expect(listed).toEqual([...order, 'rules/not-ready.ts'])
})

test('every file that the index names is there', () => {
  const named = [...columns(1).filter((path) => !path.startsWith('rules/')), ...columns(2)]
  expect(named.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([])
})

test('every code has a page, and every page a code', () => {
  const files = readdirSync(join(repositoryRoot, folder)).filter((name) => name !== 'README.md')
  expect(files.sort()).toEqual(codes.map((code) => `${code}.md`).sort())
})

test('every page has the same headings, and is short', () => {
  const parts = ['Meaning', 'How portside knows', 'Causes and fixes', 'See it by hand']
  for (const { code, name, markdown } of pages) {
    const [title = '', ...headings] = withoutCode(markdown).match(/^#+ .*$/gm) ?? []
    expect(title, name).toMatch(new RegExp(`^# ${code}: [A-Z]`))
    expect(headings, name).toEqual(parts.map((part) => `## ${part}`))
    const lines = markdown.trimEnd().split('\n')
    expect(lines.length, name).toBeLessThanOrEqual(longestPage)
    expect(
      lines.filter((line) => line.length > widestLine),
      name,
    ).toEqual([])
  }
})

test('the index names every code once, with the title of its page, and leads to each from a symptom', () => {
  const sections = read(index).split(/^## /m)
  const section = (title: string) => sections.find((text) => text.startsWith(`${title}\n`)) ?? ''
  const titles = pages.map(({ code, markdown }) => `| [${code}](${code}.md) | ${titleOf(code, markdown)} |`)
  expect(section('By code').match(/^\| \[.*$/gm)).toEqual(titles)
  expect(codes.filter((code) => !section('By symptom').includes(`(${code}.md)`))).toEqual([])
})

test('every link of a page and of the index leads to a file', () => {
  const texts = [{ name: index, markdown: read(index) }, ...pages]
  const broken = texts.flatMap(({ name, markdown }) =>
    [...markdown.matchAll(/\]\(([^)#]+)[^)]*\)/g)]
      .map(([, path = '']) => path)
      .filter((path) => !existsSync(join(repositoryRoot, folder, path)))
      .map((path) => `${name}: ${path}`),
  )
  expect(broken).toEqual([])
})

test('every definition that a page shows type-checks', () => {
  temporary = mkdtempSync(join(tmpdir(), 'portside-errors-'))
  const readmes = pages.map(({ name, markdown }) => ({ name, markdown: withImports(markdown) }))
  expect(readmes.filter(({ markdown }) => markdown.includes(imports)).length).toBeGreaterThan(10)
  expect(readmeErrors(temporary, readmes)).toEqual([])
})

const longestPage = 46
const widestLine = 112
const imports = "import { command, external, inProcess, override, probe, task } from 'portside'"

let temporary: string | undefined
afterEach(() => {
  if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true })
})

/** Pages show the definition alone, as a list item. */
function withImports(markdown: string): string {
  return markdown.replaceAll(
    /^ {2}```ts\n([^]*?)^ {2}```$/gm,
    (_, code: string) => `\`\`\`ts\n${imports}\n${code}\`\`\``,
  )
}

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^ *```[^]*?^ *```$/gm, '')
}

function titleOf(code: string, markdown: string): string {
  return /^# \w+: (.*)$/m.exec(markdown)?.[1] ?? `no title of ${code}`
}
