import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { originalFiles, originalPlace } from '../src/index'

let folder: string
const source = `type Unused = { a: string }\n\ninterface Gone {}\nexport const made = [1].map((one) => {\n  return one\n})\n`

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portside-maps-'))
  const compilerOptions = { sourceMap: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 }
  const { outputText, sourceMapText = '' } = ts.transpileModule(source, { compilerOptions, fileName: 'made.ts' })
  writeFileSync(join(folder, 'made.js'), outputText)
  const map = JSON.parse(sourceMapText) as { sources: string[] }
  writeFileSync(join(folder, 'made.js.map'), JSON.stringify({ ...map, sourceRoot: '../src' }))
  writeFileSync(join(folder, 'bundle.js'), outputText)
  const sources = [pathToFileURL(join(folder, 'my sources/made.ts')).href]
  writeFileSync(join(folder, 'bundle.js.map'), JSON.stringify({ ...map, sources }))
  writeFileSync(join(folder, 'broken.js.map'), 'no map')
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a place in a compiled file is that of its source', () => {
  expect(originalPlace(`${join(folder, 'made.js')}:1:25`)).toBe(`${join(folder, '../src/made.ts')}:4:25`)
  expect(originalFiles(join(folder, 'made.js'))).toEqual([join(folder, '../src/made.ts')])
})

test('a source may be a URL', () => {
  expect(originalPlace(`${join(folder, 'bundle.js')}:1:25`)).toBe(`${join(folder, 'my sources/made.ts')}:4:25`)
})

test.each(['other.js:3:7', 'broken.js:3:7', 'made.ts:3:7', 'no place'])('%s stays as it is', (name) => {
  const place = join(folder, name)
  expect(originalPlace(place)).toBe(place)
  expect(originalFiles(place)).toEqual([])
})
