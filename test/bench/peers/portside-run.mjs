import { packageBin } from '../support/package-folder.mjs'
import { programPath } from '../support/program.mjs'
import { serverCommandLine } from '../support/target.mjs'

/** `portside run` in front of a test command. */
export const peer = {
  name: 'portside run',
  variants: [{ probe: 'http' }],
  command: ({ pauseMs }) => [
    process.execPath,
    packageBin('portside', 'portside'),
    'run',
    '-s',
    serverCommandLine({ host: '{host}', port: '{port}', pauseMs }),
    '--ready',
    '/health',
    '--',
    process.execPath,
    programPath('request.mjs'),
  ],
}
