import { expect } from 'vitest'
import {
  command,
  type CommandOptions,
  type ServerHandle,
  start,
  type StartedHandle,
} from '../../../packages/core/src/index'
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
