import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Project } from '../support/create-project'
import { attackedRunners, createAttackedProject } from './support/attacked-runners'
import { noNamespace, runInNamespace, skipNote } from './support/namespace'
import { useRandom } from './support/random'
import { isFull } from './support/settings'

const roles = ['runner', 'worker', 'warden', 'service'] as const

// The worker says who it is, and waits until it has lost its runner, which may be before it begins: some runners leave hanging workers behind.
const act = `
  const { readFileSync, renameSync, writeFileSync } = require('node:fs')
  const parent = () => readFileSync('/proc/self/stat', 'utf8').replace(/^.*\\) . /s, '').split(' ')[0]
  exports.act = async () => {
    const first = parent()
    setInterval(() => { if (parent() !== first || first === '1') process.kill(process.pid, 'SIGKILL') }, 20)
    writeFileSync(process.env.CHAOS + '/up.' + process.pid, JSON.stringify({ worker: process.pid }))
    renameSync(process.env.CHAOS + '/up.' + process.pid, process.env.CHAOS + '/up.json')
    await new Promise(() => undefined)
  }`

let project: Project
beforeAll(async () => {
  if (noNamespace !== undefined) return
  project = await createAttackedProject()
  await project.write({ 'act.cjs': act })
})
afterAll(() => project?.remove())

describe.skipIf(noNamespace !== undefined).each(attackedRunners)(
  `a run of $name that is killed leaves nothing${skipNote(noNamespace)}`,
  ({ argv }) => {
    test.each(roles)('while its %s is stopped', (role) => expectNothingLeft(argv, [role]))

    test.runIf(isFull)('while some of its processes are stopped, at random (only in the full form)', async () => {
      const random = useRandom()
      for (let round = 0; round < 20; round += 1) {
        await expectNothingLeft(argv, random.shuffle(roles).slice(0, random.integer(2, roles.length)))
      }
    })
  },
)

async function expectNothingLeft(argv: readonly string[], stopped: readonly string[]): Promise<void> {
  await rm(join(project.directory, 'up.json'), { force: true })
  const attack = { argv, folder: project.directory, stopped }
  const { output } = await runInNamespace('run-to-nothing.mjs', [JSON.stringify(attack)]).ended
  const result: unknown = JSON.parse(output)
  expect(result, output).toMatchObject({ targets: stopped, signal: 'SIGKILL', left: [] })
}
