import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { npmTools } from '../stacks/support/tools'

test('docs/tools.md has each npm tool that is tried, with its version', () => {
  const rows = readFileSync(join(repositoryRoot, 'docs/tools.md'), 'utf8').split('\n')
  const tools = Object.values(npmTools).flatMap((group) => Object.entries<string>(group))
  const absent = tools.filter(([name, version]) => !rows.some((row) => isRow(row, name, version)))
  expect(absent).toEqual([])
})

function isRow(row: string, name: string, version: string): boolean {
  const [, names = '', versions = ''] = row.split('|')
  return (
    names.split(',').some((text) => text.trim() === name) && versions.split(',').some((text) => text.trim() === version)
  )
}
