import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { errorOf } from '../../../../core/test/support/error-of'
import { createFolder } from '../../../../../test/support/create-folder'
import { skipNote } from '../../../../../test/stacks/support/programs'
import { findPython, findPythonTool } from '../../../src/presets/prepare/find-python'

const { PATH = '', HOME = '' } = process.env
const place = (cwd: string, env: Readonly<Record<string, string>> = {}) => ({
  service: 'api',
  cwd,
  env: { PATH, HOME, ...env },
  folder: () => cwd,
})
const isThere = (program: string) => spawnSync(program, ['--version']).status === 0
const noVenv = spawnSync('python3', ['-c', 'import venv']).status === 0 ? undefined : 'python3 has no venv'
const noPipenv = isThere('pipenv') ? undefined : 'pipenv is not installed'
const noPoetry = isThere('poetry') ? undefined : 'poetry is not installed'

function makeEnvironment(path: string): void {
  const { status, stderr } = spawnSync('python3', ['-m', 'venv', '--without-pip', path], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
}

test.skipIf(noVenv !== undefined)(
  `the nearest virtual environment is that of the project${skipNote(noVenv)}`,
  async () => {
    await using folder = await createFolder({ '.git/x': '', 'a/b/x': '', 'other/x': '' })
    makeEnvironment(folder.file('.venv'))
    makeEnvironment(folder.file('other/active'))
    const active = { VIRTUAL_ENV: folder.file('other/active') }
    expect((await findPython(place(folder.file('a/b'), active))).path).toBe(folder.file('.venv/bin/python'))
    makeEnvironment(folder.file('a/venv'))
    expect((await findPython(place(folder.file('a/b'), active))).path).toBe(folder.file('a/venv/bin/python'))
  },
)

test.skipIf(noVenv !== undefined)(
  `the active one comes next, and one above the repository is another project's${skipNote(noVenv)}`,
  async () => {
    await using folder = await createFolder({ 'repository/.git/x': '' })
    makeEnvironment(folder.file('.venv'))
    makeEnvironment(folder.file('active'))
    const inside = folder.file('repository')
    expect((await findPython(place(inside, { VIRTUAL_ENV: folder.file('active') }))).path).toBe(
      folder.file('active/bin/python'),
    )
    expect((await findPython(place(inside))).path).toBe('python3')
    expect((await findPython(place(inside), '../.venv/bin/python')).path).toBe(folder.file('.venv/bin/python'))
  },
)

test.skipIf(noPipenv !== undefined)(`Pipenv names its own${skipNote(noPipenv)}`, async () => {
  await using folder = await createFolder({ '.git/x': '', 'a/Pipfile': '[packages]\n', 'homes/x': '' })
  const env = { WORKON_HOME: folder.file('homes'), PIPENV_VENV_IN_PROJECT: '0' }
  const { stdout } = spawnSync('pipenv', ['--where'], {
    cwd: folder.file('a'),
    encoding: 'utf8',
    env: { PATH, HOME, ...env },
  })
  expect(stdout.trim()).toBe(folder.file('a'))
  const name = spawnSync(
    '/usr/bin/python3',
    ['-c', 'from pipenv.project import Project; print(Project().virtualenv_name)'],
    { cwd: folder.file('a'), encoding: 'utf8', env: { PATH, HOME, ...env } },
  ).stdout.trim()
  makeEnvironment(folder.file(`homes/${name}`))
  const found = await findPython(place(folder.file('a'), env))
  expect(found).toEqual({ path: folder.file(`homes/${name}/bin/python`), install: 'pipenv install' })
})

test.skipIf(noPoetry !== undefined || noVenv !== undefined)(`Poetry names its own${skipNote(noPoetry)}`, async () => {
  const project =
    '[tool.poetry]\nname = "a"\nversion = "1.0.0"\ndescription = ""\nauthors = []\n[tool.poetry.dependencies]\npython = "*"\n'
  await using folder = await createFolder({ '.git/x': '', 'a/pyproject.toml': project, 'homes/x': '' })
  const env = { POETRY_VIRTUALENVS_PATH: folder.file('homes'), POETRY_CACHE_DIR: folder.file('cache') }
  const made = spawnSync('poetry', ['env', 'use', '/usr/bin/python3'], {
    cwd: folder.file('a'),
    encoding: 'utf8',
    env: { PATH, HOME, ...env },
  })
  expect(made.status, made.stderr).toBe(0)
  const found = await findPython(place(folder.file('a'), env))
  expect(found.path.startsWith(folder.file('homes/'))).toBe(true)
  expect(found.install).toBe('poetry add')
})

test('a module that is missing is named with the Python that lacks it', async () => {
  await using folder = await createFolder({ '.git/x': '' })
  const source = { name: 'flask', python: 'no-such-module', address: [] }
  const error = await errorOf(findPythonTool(source, {}, place(folder.path)))
  expect(error).toMatchObject({ code: 'E_SPAWN_FAILED', service: 'api' })
  expect(error.message).toContain('no-such-module is not installed for python3')
  expect(error.hints).toEqual([
    'Install it: `python3 -m pip install no-such-module`.',
    expect.stringContaining(
      'A virtual environment is looked for as `.venv` and `venv` from the working directory upwards',
    ),
  ])
})

test('a Python that is missing is named', async () => {
  await using folder = await createFolder({ '.git/x': '' })
  const source = { name: 'flask', python: 'flask', address: [] }
  const error = await errorOf(findPythonTool(source, { interpreter: './no/python' }, place(folder.path)))
  expect(error.message).toContain(`the Python ${folder.file('no/python')} was not found`)
})
