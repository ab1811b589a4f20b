import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { sourceFiles, testFiles } from './source-files'

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

test('names and comments have the words of the glossary, not these', () => {
  const words =
    /\b(?:hub|haste|hurry|spares?|spared|tells?|told|teller|telling|news|strangers?|doings|loans?|holdings|letGo|takeBack|noted)\b/i
  const odd = sourceFiles().flatMap((file) => linesMatching(file, words))
  // The words of messages and of `--help` are another matter.
  expect(odd.filter((line) => !/['"`].*\b(?:tells?|told|tell)\b/.test(line))).toEqual([])
})

function linesMatching(file: string, pattern: RegExp): string[] {
  const lines = readFileSync(join(repositoryRoot, file), 'utf8').split('\n')
  return lines.flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : []))
}
