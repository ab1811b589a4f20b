import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { packageFolders } from './package-entries'
import { packWorkspace } from './packed'

test('every package is packed, once for all who ask at the same time', async () => {
  const [first, second] = await Promise.all([packWorkspace(), packWorkspace()])
  expect(second).toEqual(first)
  expect(Object.keys(first)).toHaveLength(packageFolders().length)
  expect(Object.values(first).filter((tarball) => !existsSync(tarball))).toEqual([])
})
