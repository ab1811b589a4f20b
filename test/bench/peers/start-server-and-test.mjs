import { packageBin } from '../support/package-folder.mjs'
import { programPath } from '../support/program.mjs'
import { quote, serverCommandLine } from '../support/target.mjs'

const intervalMs = 10

/** start-server-and-test's command, in front of a test command. */
export const peer = {
  name: 'start-server-and-test',
  variants: [{ probe: 'http' }, { probe: 'http', isTuned: true }],
  bestSettings: `WAIT_ON_INTERVAL=${intervalMs}`,
  environment: ({ isTuned }) => (isTuned ? { WAIT_ON_INTERVAL: String(intervalMs) } : {}),
  command: (target) => [
    process.execPath,
    packageBin('start-server-and-test', 'start-server-and-test'),
    serverCommandLine(target),
    `${target.url}/health`,
    [process.execPath, programPath('request.mjs')].map(quote).join(' '),
  ],
}
