import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { packageEntries } from './package-entries'
import { packWorkspace } from './packed'

test('every package is packed, once for all who ask at the same time', async () => {
  const [first, second] = await Promise.all([packWorkspace(), packWorkspace()])
  expect(second).toEqual(first)
  const published = packageEntries().map(({ specifier }) =>
    specifier.replace(/(?<=^@portside\/[^/]+|^portside)\/.*/, ''),
  )
  expect(Object.keys(first).sort()).toEqual([...new Set(published)].sort())
  expect(Object.values(first).filter((tarball) => !existsSync(tarball))).toEqual([])
})
