import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { sourceFiles } from './source-files'

const text = readFileSync(join(repositoryRoot, 'ARCHITECTURE.md'), 'utf8')
const longestLines = 200

test(`ARCHITECTURE.md is a map of at most ${longestLines} lines`, () => {
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(longestLines)
})

test('every package, and every folder within the larger ones, is on the map', () => {
  for (const name of readdirSync(join(repositoryRoot, 'packages'))) expect(text).toMatch(new RegExp(`\\b${name}\\b`))
  const missing = ['ports', 'process', 'probe', 'core'].flatMap((name) => foldersMissing(name, sectionOf(name)))
  expect(missing).toEqual([])
})

test('every path on the map exists', () => {
  const paths = [
    ...text.matchAll(
      /`((?:core|ports|process|probe|errors|portside|vitest|jest|playwright|node-test)\/src\/[\w./-]+)`/g,
    ),
  ]
  expect(paths.length).toBeGreaterThan(20)
  expect(
    paths.map(([, path = '']) => path).filter((path) => !existsSync(join(repositoryRoot, 'packages', path))),
  ).toEqual([])
})

test('every source file says in its first comment what it is for, but those that only list names', () => {
  const silent = sourceFiles().filter(
    (file) => !/^\s*(?:\/\*\*|\/\/)/m.test(readFileSync(join(repositoryRoot, file), 'utf8')),
  )
  expect(silent.filter((file) => !isListOfNames(file))).toEqual([])
})

function sectionOf(name: string): string {
  return text.split(/^### /m).find((section) => section.startsWith(`${name}\n`)) ?? ''
}

function foldersMissing(name: string, section: string): string[] {
  const source = join(repositoryRoot, 'packages', name, 'src')
  const folders = readdirSync(source).filter((entry) => statSync(join(source, entry)).isDirectory())
  return folders.filter((folder) => !section.includes(`\`${folder}/\``)).map((folder) => `${name}/src/${folder}`)
}

/** An entry: it re-exports by name and does nothing else. */
function isListOfNames(file: string): boolean {
  const code = readFileSync(join(repositoryRoot, file), 'utf8')
  return basename(file) === 'index.ts' || /^(?:export (?:type )?(?:\{[^}]*\}|\*) from '[^']+'\s*)+$/.test(code)
}
