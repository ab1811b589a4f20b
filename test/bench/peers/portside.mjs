import { harnessArguments } from '../support/program.mjs'
import { serverArguments } from '../support/target.mjs'

/** portside's `start()`, with a port that it leases itself. */
export const peer = {
  name: 'portside',
  variants: [{ probe: 'tcp' }, { probe: 'http' }, { probe: 'log' }],
  command: () => harnessArguments(import.meta.url),
  async load() {
    const portside = await import('portside')
    return (target) => start(portside, target)
  },
}

async function start({ command, probe, start }, { server, probe: kind, pauseMs }) {
  const ready = { tcp: probe.tcp(), http: '/health', log: /listening/ }[kind]
  return start(command(serverArguments({ server, host: '{host}', port: '{port}', pauseMs }), { ready }))
}
