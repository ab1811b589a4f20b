import { expect, test } from 'vitest'
import { packageEntries } from '../support/package-entries'
import { publicNames } from './public-names'

const entries = packageEntries()
const names = publicNames(entries)

test.each(entries)('$specifier exports what its committed list says', async ({ specifier }) => {
  const list = `${(names.get(specifier) ?? []).join('\n')}\n`
  await expect(list).toMatchFileSnapshot(`./names/${specifier}.txt`)
})

test('no entry exports nothing', () => {
  const empty = entries.filter(({ specifier }) => names.get(specifier)?.length === 0)
  expect(empty.map(({ specifier }) => specifier)).toEqual([])
})
