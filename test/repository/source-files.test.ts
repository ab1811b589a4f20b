import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { isClone, sourceFiles, testFiles, trackedFiles } from './source-files'

const longestLines = 250

test('no source file is longer than 250 lines', () => {
  const long = sourceFiles().filter((file) => linesOf(file) > longestLines)
  expect(long).toEqual([])
})

test('a file is named in kebab-case', () => {
  const odd = sourceFiles().filter((file) => !/^[a-z0-9/-]+(\.d)?\.[cm]?ts$/.test(file))
  expect(odd).toEqual([])
})

function linesOf(file: string): number {
  return readFileSync(join(repositoryRoot, file), 'utf8').trimEnd().split('\n').length
}

test('no comment begins with What, Who, Which, Where or That', () => {
  const odd = [...sourceFiles(), ...testFiles()].flatMap((file) =>
    linesMatching(file, /^\s*(?:\/\*\*|\*|\/\/) ?(?:What|Who|Which|Where|That)\b/),
  )
  expect(odd).toEqual([])
})

const otherWords = [
  'doings',
  'haste',
  'holdings',
  'hub',
  'hurry',
  'letgo',
  'loans?',
  'news',
  'noted',
  'spare[sd]?',
  'strangers?',
  'takeback',
  'tells?',
  'teller',
  'telling',
  'told',
]

test.skipIf(!isClone)('names, comments and docs have the words of the glossary (skipped: not a clone)', () => {
  const others = new RegExp(`(?<![a-z])(?:${otherWords.join('|')})(?![a-z])`, 'i')
  // Changesets give the old name of what was renamed.
  const exceptions = /^\.changeset\/|^pnpm-lock\.yaml$|\/source-files\.test\.ts$/
  const odd = trackedFiles()
    .filter((file) => !exceptions.test(file))
    .flatMap((file) => [file, ...linesMatching(file, /^/)].filter((line) => others.test(separateWords(line))))
  expect(odd).toEqual([])
})

/** Separates the words of `camelCase` names; `GitHub` is one word. */
function separateWords(text: string): string {
  return text
    .replaceAll('GitHub', 'Github')
    .replaceAll(/letGo|takeBack/g, (name) => name.toLowerCase())
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
}

function linesMatching(file: string, pattern: RegExp): string[] {
  const lines = readFileSync(join(repositoryRoot, file), 'utf8').split('\n')
  return lines.flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : []))
}
