import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { packageFolders } from '../support/package-entries'
import { repositoryRoot } from '../support/repository-root'
import { readmeErrors, type Readme } from './readme-errors'
import { readmeProjects } from './readme-files'

let folder: string | undefined

afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
})

test('every package has a README', () => {
  expect(packageFolders().filter((path) => !existsSync(join(path, 'README.md')))).toEqual([])
})

test('every TypeScript block of every README type-checks', () => {
  expect(readmeErrors(temporaryFolder(), readmes())).toEqual([])
})

test('a wrong block is found, with the line of the README', () => {
  const markdown = block("import { isPortsideError } from '@portside/errors'", 'isPortsideError()')
  expect(readmeErrors(temporaryFolder(), [{ name: 'README.md', markdown }])).toEqual([
    'README.md:3 Expected 1 arguments, but got 0.',
  ])
})

test('a name that a package does not export is found', () => {
  const markdown = block("import { noSuchName } from '@portside/errors'")
  expect(readmeErrors(temporaryFolder(), [{ name: 'README.md', markdown }])).toHaveLength(1)
})

test('a block may import a file that another block of the same README shows', () => {
  const markdown =
    block('// lib/port.ts', 'export const port = 1') + block("import { port } from './lib/port'", 'port.toFixed()')
  expect(readmeErrors(temporaryFolder(), [{ name: 'README.md', markdown }])).toEqual([])
})

test('a block with several path comments is several files, and a file shown again begins a new project', () => {
  const markdown =
    block('// a.ts: the first', 'const x = 1', '', '// test/b.ts', 'const y = 1') + block('// a.ts', 'const x = 2')
  const paths = readmeProjects(markdown).map((project) => project.map(({ path }) => path))
  expect(paths).toEqual([
    ['a.ts', 'test/b.ts'],
    ['test/b.ts', 'a.ts'],
  ])
})

test('no README of a package has a link that leaves the package, as it is installed elsewhere', () => {
  const links = readmes()
    .filter(({ name }) => name.startsWith('packages/'))
    .flatMap(({ name, markdown }) =>
      [...markdown.matchAll(/\]\((\.\.\/[^)]*)\)/g)].map(([, link]) => `${name} ${link}`),
    )
  expect(links).toEqual([])
})

test('each absolute link to this repository leads to a file', () => {
  const link = /\]\(https:\/\/github\.com\/portside\/portside\/blob\/main\/([^)#]+)/g
  const links = readmes().flatMap(({ markdown }) => [...markdown.matchAll(link)].map(([, path = '']) => path))
  expect(links.length).toBeGreaterThan(20)
  expect(links.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([])
})

test.each(['vitest', 'jest', 'playwright', 'node-test'])(
  'the example for %s is the one of its README, which is run',
  (name) => {
    const [own, shown] = [name, 'portside'].map((each) =>
      readFileSync(join(repositoryRoot, 'packages', each, 'README.md'), 'utf8').replaceAll('server.mjs', 'server.js'),
    )
    const blocks = [...(shown ?? '').matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, text = '']) => text)
    const example = blocks.find((text) => text.includes(`'portside/${name}'`)) ?? ''
    expect(example).toContain("'is healthy'")
    expect(own).toContain(example)
  },
)

function temporaryFolder(): string {
  folder = mkdtempSync(join(tmpdir(), 'portside-readme-'))
  return folder
}

function readmes(): readonly Readme[] {
  const files = [repositoryRoot, ...packageFolders()].map((path) => join(path, 'README.md'))
  return files
    .filter((file) => existsSync(file))
    .map((file) => ({ name: relative(repositoryRoot, file), markdown: readFileSync(file, 'utf8') }))
}

function block(...lines: readonly string[]): string {
  return ['```ts', ...lines, '```', ''].join('\n')
}
