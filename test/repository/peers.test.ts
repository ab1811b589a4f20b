import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageFolders } from '../support/package-entries'

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

const manifests = packageFolders().map(
  (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest,
)

test('no package has peer dependencies, beside which npm may refuse to install', () => {
  expect(manifests.filter(({ peerDependencies }) => peerDependencies !== undefined)).toEqual([])
})

test('portside depends on no package of the workspace: their code and their types are part of it', () => {
  const portside = manifests.find(({ name }) => name === 'portside')
  expect(Object.keys(portside?.dependencies ?? {}).filter((name) => name.startsWith('@portside/'))).toEqual([])
})
