import { packageBin } from '../support/package-folder.mjs'
import { programPath } from '../support/program.mjs'
import { serverCommandLine } from '../support/target.mjs'

/** `portside run` in front of a test command. */
export const peer = {
  name: 'portside run',
  variants: [{ probe: 'http' }],
  command: ({ server, pauseMs }) => [
    process.execPath,
    packageBin('portside', 'portside'),
    'run',
    '-s',
    serverCommandLine({ server, host: '{host}', port: '{port}', pauseMs }),
    '--ready',
    '/health',
    '--',
    process.execPath,
    programPath('request.mjs'),
  ],
}
