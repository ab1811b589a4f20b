import { expect, test } from 'vitest'
import { provideAgain, provideNothing, provideServices } from '../../src/main/provide-services'
import { createProject } from './project'

test('tests that are only listed find an empty record for each provided service', () => {
  const { project, provided } = createProject('services.ts', ['api', 'db'])
  provideNothing(project)
  expect(provided()).toEqual({ api: {}, db: {} })
})

test('nothing is loaded or provided for a plugin that provides no service', async () => {
  const { project, provided } = createProject('no-such-file.ts', [])
  await provideServices(project)
  provideNothing(project)
  expect(provided()).toBeUndefined()
})

test('what was provided before is withdrawn in a rerun, and the failure of a service is logged once', async () => {
  const projects = [createProject('no-such-file.ts', ['api']), createProject('no-such-file.ts', ['api'])]
  for (const { project } of projects) provideNothing(project)
  await provideAgain(projects.map(({ project }) => project))
  expect(projects.map(({ provided }) => provided())).toEqual([{ api: undefined }, { api: undefined }])
  expect(projects.flatMap(({ logged }) => logged)).toEqual([expect.stringContaining('no-such-file.ts')])
})
