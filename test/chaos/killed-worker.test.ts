import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Project } from '../support/create-project'
import { attackedRunners, createAttackedProject } from './support/attacked-runners'
import { noNamespace, runInNamespace, skipNote } from './support/namespace'
import { isFull } from './support/settings'

const withWorkers = attackedRunners.filter(({ name }) => name !== 'portside run')
const rounds = isFull ? 20 : 1

// The first worker is killed while it holds the services; Jest runs its file again, and in the end gives up. The other one sees that they live on.
const act = `
  exports.act = async (name, plain, stubborn) => {
    const text = async ({ url }) => (await fetch(url)).text()
    await Promise.all([text(plain), text(stubborn)])
    if (name === 'one') process.kill(process.pid, 'SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 1000))
    await Promise.all([text(plain), text(stubborn)])
    console.log('the other worker has its services')
  }`

let project: Project
beforeAll(async () => {
  if (noNamespace !== undefined) return
  project = await createAttackedProject()
  await project.write({ 'act.cjs': act })
})
afterAll(() => project?.remove())

describe.skipIf(noNamespace !== undefined)(
  `a worker that is killed while it holds shared services${skipNote(noNamespace)}`,
  () => {
    test.each(withWorkers)('fails the run of $name, which ends, and nothing is left', async ({ argv }) => {
      for (let round = 0; round < rounds; round += 1) {
        const attack = { argv, folder: project.directory }
        const { output } = await runInNamespace('run-to-nothing.mjs', [JSON.stringify(attack)]).ended
        const result = JSON.parse(output) as { readonly output: string }
        expect(result, output).toMatchObject({ hasEnded: true, code: 1, left: [] })
        expect(result.output).toContain('the other worker has its services')
      }
    })
  },
)
