import { describe, expect, inject, test } from 'vitest'
import { supportedRunners } from '../../packages/core/src/worker/runner-version'
import { createPairProject, type Ended, type PairProject } from './support/pair-project'
import { type Pair, pairs } from './support/pairs'
import type { MatrixProject } from './support/projects'

// The registry has other versions of Node.js for this system alone.
const isElsewhere = process.platform !== 'linux' || process.arch !== 'x64'

describe.skipIf(isElsewhere)('portside is added to a project without a flag, and works', { concurrent: true }, () => {
  test.for(pairs.map((pair) => [pair.name, pair] as const))(
    '%s',
    { timeout: 600_000 },
    async ([, pair], { onTestFinished }) => {
      const { manager, project } = pair
      const created = await createPairProject(inject('matrix'), pair)
      onTestFinished(created.remove)
      await created.install()
      const output = await created.manage(...manager.add, 'portside')
      // Neither an error nor a warning about what it is beside.
      expect(output).not.toMatch(/peer.*portside|portside.*peer/i)
      await created.reinstall()
      await expectCommandLine(created, pair)
      await expectTests(created, pair)
      if (project.upgrade === undefined || project.runner === undefined) return
      await created.manage(...manager.add, `${project.runner[0]}@${project.upgrade}`)
      await created.reinstall()
      await expectTests(created, pair)
    },
  )
})

async function expectCommandLine({ run }: PairProject, { project: { runner, isSupported } }: Pair): Promise<void> {
  const help = await run('portside', '--help')
  expect(help, help.output).toMatchObject({ code: 0, output: expect.stringContaining('Usage: portside <command>') })
  const { output } = await run('portside', 'doctor', '--json')
  const { checks } = JSON.parse(output) as { checks: readonly { readonly name: string; readonly state: string }[] }
  const runners = checks.filter(({ name }) => name in supportedRunners)
  expect(runners).toMatchObject(runner === undefined ? [] : [{ name: runner[0], state: isSupported ? 'ok' : 'warn' }])
}

async function expectTests({ run }: PairProject, { project }: Pair): Promise<void> {
  if (!project.isSupported) {
    for (const words of [project.test, project.testAlone ?? project.test]) expectRefusal(await run(...words), project)
    return
  }
  const { code, output } = await run(...project.test)
  expect(code, output).toBe(0)
  expect(output).toMatch(/\b1 pass|pass 1\b/)
  const types = await run('tsc', '--project', 'tsconfig.json')
  expect(types, types.output).toMatchObject({ code: 0 })
}

function expectRefusal({ code, output }: Ended, project: MatrixProject): void {
  const name = project.runner?.[0] ?? 'vitest'
  expect(code, output).not.toBe(0)
  expect(output).toMatch(new RegExp(`${name} [\\d.]+ is not supported, ${supportedRunners[name].versions} are`))
  expect(output).toContain('Found in')
  expect(output).toContain(`npm install --save-dev ${supportedRunners[name].install}`)
}
