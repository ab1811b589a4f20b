import { join } from 'node:path'
import { expect } from 'vitest'
import {
  command,
  type CommandOptions,
  type ServerHandle,
  start,
  type StartedHandle,
} from '../../../packages/core/src/index'
import { repositoryRoot } from '../../support/repository-root'
import { runProgram, type RunningProgram } from '../../support/run-program'
import type { App } from './app'

/** Starts a tool in the folder of an app, has a look at its page, stops it, and proves that nothing is left. */
export async function expectHello(
  app: App,
  line: string,
  options: Omit<CommandOptions, 'port' | 'ports' | 'env'> & { readonly env?: Readonly<Record<string, string>> } = {},
  look: (service: StartedHandle<ServerHandle>) => Promise<void> = async (service) =>
    expect(await (await service.fetch('/')).text()).toContain('hello'),
): Promise<void> {
  const { env, ...others } = options
  const definition = command(line, { cwd: app.directory, ready: '/', ...others, env: { ...env, ...app.env } })
  const service = await start(definition)
  try {
    await look(service)
  } finally {
    await service.stop()
  }
  await app.expectNothingLeft([service.url])
}

const cli = join(repositoryRoot, 'packages/portside/dist/cli.js')

/** Runs a script by `portside run` beside a tool in the folder of an app; the variable `PORTSIDE_URL` is the address of that. */
export function runBeside(app: App, line: string, script: string): RunningProgram {
  const argv = [process.execPath, cli, 'run', '-s', line, '--ready', '/', '--', process.execPath, '-e', script]
  return runProgram(argv, { cwd: app.directory, env: { ...app.env, PYTHONDONTWRITEBYTECODE: '1' } })
}

/** The beginning of such a script: prints the address. */
export const printAddress = `console.log('at', process.env.PORTSIDE_URL)`
/** Keeps such a script alive. */
export const stay = '; setInterval(() => {}, 1000)'
