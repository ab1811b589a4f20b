import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'

const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8')
const rulesFolder = 'packages/core/src/diagnose/rules'

/** The rows of the tables: a code, then what is told of it. */
const rows = read('docs/errors.md')
  .split('\n')
  .flatMap((line) => /^\| `(E_\w+)` \|.* `(\S+\.ts)` \| `(\S+\.test\.ts)` \|$/.exec(line)?.slice(1) ?? [])

const columns = (index: number) => rows.filter((_, position) => position % 3 === index)

test('every code is told in docs/errors.md, with a test that mentions it', () => {
  const codes = [...read('packages/errors/src/error-code.ts').matchAll(/'(E_\w+)'/g)].map(([, code = '']) => code)
  expect([...new Set(columns(0))].sort()).toEqual([...codes].sort())
  const [told, tests] = [columns(0), columns(2)]
  expect(told.filter((code, index) => !read(tests[index] ?? '').includes(code))).toEqual([])
})

test('every rule is told in docs/errors.md, in the order in which they are asked', () => {
  const files = readdirSync(join(repositoryRoot, rulesFolder)).map((name) => `rules/${name}`)
  const told = columns(1).filter((path) => path.startsWith('rules/'))
  expect([...told].sort()).toEqual(files.sort())
  const imports = new Map(
    [...read('packages/core/src/diagnose/explain.ts').matchAll(/import \{ (\w+) \} from '\.\/(rules\/[\w-]+)'/g)].map(
      ([, name = '', path = '']) => [name, `${path}.ts`],
    ),
  )
  const list = /rules: readonly Rule\[\] = \[([^\]]*)\]/.exec(read('packages/core/src/diagnose/explain.ts'))?.[1] ?? ''
  const order = list.split(',').flatMap((name) => imports.get(name.trim()) ?? [])
  expect(told).toEqual([...order, 'rules/not-ready.ts'])
})

test('every file that docs/errors.md names is there', () => {
  const named = [...columns(1).filter((path) => !path.startsWith('rules/')), ...columns(2)]
  expect(named.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([])
})
