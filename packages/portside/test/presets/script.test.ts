import { start } from '@portside/core'
import { expect, test } from 'vitest'
import { errorOf } from '../../../core/test/support/error-of'
import { script } from '../../src/presets'
import { type ToolAnswer, toolProject } from '../support/tool-project'

const scripts = (lines: Readonly<Record<string, string>>) => ({
  'package.json': JSON.stringify({ private: true, scripts: lines }),
})

test('a script whose tool a preset knows is given its address, its variables and its URL', async () => {
  await using project = await toolProject('8.0.0', scripts({ dev: 'vite --mode e2e' }))
  await using web = await start(script('dev', { cwd: project.path, args: ['--force'] }))
  expect(web.url).toBe(`http://localhost:${web.port}`)
  const { args, NODE_ENV } = (await (await web.fetch('/')).json()) as ToolAnswer
  expect(args.slice(0, 5)).toEqual(['--mode', 'e2e', '--force', '--port', `${web.port}`])
  expect(NODE_ENV).toBe('development')
})

test('any other script gets PORT and HOST, and is ready when it listens', async () => {
  const files = scripts({ start: 'node server.js' })
  const server = `require('node:http').createServer((_, r) => r.writeHead(500).end('hello')).listen(process.env.PORT, process.env.HOST)`
  await using project = await toolProject('8.0.0', { ...files, 'server.js': server })
  await using web = await start(script('start', { cwd: project.path }))
  expect(web.url).toBe(`http://127.0.0.1:${web.port}`)
  expect(await (await web.fetch('/')).text()).toBe('hello')
})

test('a script that is missing is answered with the near ones', async () => {
  await using project = await toolProject('8.0.0', scripts({ dev: 'vite', start: 'node .' }))
  const error = await errorOf(start(script('dve', { cwd: project.path })))
  expect(error).toMatchObject({ code: 'E_SPAWN_FAILED' })
  expect(error.message).toContain('package.json has no script `dve`')
  expect(error.hints[0]).toBe('Near it is `dev`.')
  const other = await errorOf(start(script('preview', { cwd: project.path })))
  expect(other.hints[0]).toBe('Its scripts are: dev, start.')
})

test('the version of its tool is checked', async () => {
  await using project = await toolProject('2.0.0', scripts({ dev: 'vite' }))
  expect(await errorOf(start(script('dev', { cwd: project.path })))).toMatchObject({ code: 'E_UNSUPPORTED_TOOL' })
})

test('wrong arguments are refused', () => {
  expect(() => script('')).toThrow("Expected `name` to be the name of a script, such as 'dev'")
  expect(() => script('dev', { envv: {} } as object)).toThrow('script() has no option `envv`: did you mean `env`')
})
