import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { sourceFiles } from './source-files'

const lines = readFileSync(join(repositoryRoot, 'ARCHITECTURE.md'), 'utf8').split('\n')

test('ARCHITECTURE.md has one line for every source file: `- path — sentence`', () => {
  expect(listedFiles().sort()).toEqual(sourceFiles())
})

test('every line of ARCHITECTURE.md that names a source file says what it is for', () => {
  const bare = lines.filter((line) => fileOf(line) !== undefined && !/^- `?[^ ]+`? — \S.{9,}$/.test(line))
  expect(bare).toEqual([])
})

function listedFiles(): string[] {
  return lines.map(fileOf).filter((file) => file !== undefined)
}

function fileOf(line: string): string | undefined {
  return /^- `?(packages\/[^/ ]+\/src\/[^ `]+)/.exec(line)?.[1]
}
