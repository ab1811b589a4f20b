import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { packWorkspace } from '../support/packed'
import { repositoryRoot } from '../support/repository-root'
import { linesNotShown } from './support/lines-not-shown'
import { type ReadmeStep, readmeSteps } from '../support/readme-steps'
import { type UserFolder, userFolder } from '../support/user-folder'

let folder: UserFolder | undefined

// The packages may have to be built first.
beforeAll(packWorkspace, 600_000)

afterEach(async () => folder?.remove())

const packages = ['vitest', 'jest', 'playwright', 'node-test', 'portside', 'core', 'errors']
const files = [...packages.map((name) => `packages/${name}/README.md`), 'docs/recipes.md']

test.each(files)('%s is right, word for word, in an empty folder', async (file) => {
  const steps = readmeSteps(await readFile(join(repositoryRoot, file), 'utf8'))
  expect(steps.some(({ kind }) => kind === 'line')).toBe(true)
  folder = await userFolder()
  for (const step of steps) await follow(step, folder)
  expect(await folder.left()).toEqual([])
})

async function follow(step: ReadmeStep, { path, run }: UserFolder): Promise<void> {
  if (step.kind === 'file') {
    const file = join(path, step.path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, step.text)
    return
  }
  const { code, output } = await run(step.line)
  expect(code, `${step.line}\n${output}`).toBe(0)
  expect(linesNotShown(step.shown, output), `${step.line}\n${output}`).toEqual([])
}
