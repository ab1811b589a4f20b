import { spawnSync } from 'node:child_process'
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { packWorkspace } from '../support/packed'
import { repositoryRoot } from '../support/repository-root'
import { type UserFolder, userFolder } from '../support/user-folder'

// A user may be forbidden to make network namespaces, and containers mostly are.
const hasNamespaces = spawnSync('unshare', ['-rn', 'true']).status === 0
const portside = 'node node_modules/portside/bin/portside.js'

let folder: UserFolder
beforeAll(async () => {
  await packWorkspace()
  folder = await userFolder()
  const { code, output } = await folder.run('npm install -D portside')
  expect(code, output).toBe(0)
}, 600_000)
afterAll(async () => {
  expect(await folder.left()).toEqual([])
  await folder.remove()
})

test.skipIf(!hasNamespaces)(
  'the page of a code is printed without a network (skipped: no network namespaces)',
  async () => {
    const { code, output } = await folder.run(`unshare -rn ${portside} explain wrong_port`)
    expect(code).toBe(0)
    expect(output).toMatch(/^E_WRONG_PORT: The service listens on another port/)
    expect(output).toContain('\nHow portside knows\n')
  },
)

test('every code that an error can have is listed, and has the page of the repository', async () => {
  const source = await readFile(join(repositoryRoot, 'packages/errors/src/error-code.ts'), 'utf8')
  const codes = [...source.matchAll(/'(E_\w+)'/g)].map(([, code = '']) => code)
  const { output } = await folder.run(`${portside} explain --json`)
  const listed = JSON.parse(output) as { code: string }[]
  expect(listed.map(({ code }) => code)).toEqual([...codes].sort())
  const { output: page } = await folder.run(`${portside} explain --json E_CRASHED`)
  expect((JSON.parse(page) as { page: string }).page).toBe(
    await readFile(join(repositoryRoot, 'docs/errors/E_CRASHED.md'), 'utf8'),
  )
})

test('a code that does not exist is a usage error that names the nearest one', async () => {
  const { code, output } = await folder.run(`${portside} explain E_WRONG_PROT`)
  expect(code).toBe(2)
  expect(output).toBe(
    "portside: There is no code 'E_WRONG_PROT': did you mean E_WRONG_PORT? `npx portside explain` lists all codes\n",
  )
})

test('other commands need no page', async () => {
  const pages = join(folder.path, 'node_modules/portside/dist/errors')
  await rename(pages, `${pages}-aside`)
  onTestFinished(() => rename(`${pages}-aside`, pages))
  const { code, output } = await folder.run(`${portside} free`)
  expect(output).toMatch(/^\d+\n$/)
  expect(code).toBe(0)
  expect((await folder.run(`${portside} explain E_CRASHED`)).code).toBe(1)
})
