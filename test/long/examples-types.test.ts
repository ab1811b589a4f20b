import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { workspaceProgram } from '../support/workspace-program'

test('the TypeScript of the examples is right', () => {
  const files = typeScriptFiles(join(repositoryRoot, 'examples'))
  expect(files.length).toBeGreaterThan(5)
  const errors = ts.getPreEmitDiagnostics(workspaceProgram(files))
  expect(
    errors.map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  ).toEqual([])
})

/** All but what runs in a browser, which has other globals. */
function typeScriptFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ['node_modules', 'src'].includes(entry.name) ? [] : typeScriptFiles(path)
    return entry.name.endsWith('.ts') ? [path] : []
  })
}
