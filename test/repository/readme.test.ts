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
