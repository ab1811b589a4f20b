import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { sourceFiles } from './source-files'

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
