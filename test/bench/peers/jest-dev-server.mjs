import { harnessArguments } from '../support/program.mjs'
import { serverCommandLine } from '../support/target.mjs'

/** jest-dev-server's `setup` and `teardown`, as a global setup file calls them. */
export const peer = {
  name: 'jest-dev-server',
  variants: [{ probe: 'tcp' }, { probe: 'tcp', isTuned: true }, { probe: 'http' }, { probe: 'http', isTuned: true }],
  bestSettings: 'waitOnScheme: { interval: 10 }',
  command: () => harnessArguments(import.meta.url),
  async load() {
    const { default: devServer } = await import('jest-dev-server')
    return (target) => start(devServer, target)
  },
}

async function start({ setup, teardown }, target) {
  const servers = await setup({
    command: serverCommandLine(target),
    host: target.host,
    port: target.port,
    ...(target.probe === 'http' ? { protocol: 'http', path: 'health' } : {}),
    ...(target.isTuned ? { waitOnScheme: { interval: 10 } } : {}),
  })
  return { url: target.url, stop: () => teardown(servers) }
}
