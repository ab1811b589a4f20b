import { peer as byHand } from '../peers/by-hand.mjs'
import { peer as jestDevServer } from '../peers/jest-dev-server.mjs'
import { peer as portside } from '../peers/portside.mjs'
import { packageBin } from '../support/package-folder.mjs'
import { quote, serverCommandLine } from '../support/target.mjs'
import { programPath } from './support/run-program.mjs'

const { execPath } = process
const hangCommand = [execPath, programPath('hang-command.mjs')]

/** The tools whose runner is killed, each with the command line of a run that does not end. */
export const peers = [
  { name: 'portside', ...hanging('portside', portside) },
  {
    name: 'portside run',
    command: () => [
      execPath,
      packageBin('portside', 'portside'),
      'run',
      '-s',
      serverCommandLine({ host: '{host}', port: '{port}', pauseMs: 0 }),
      '--ready',
      '/health',
      '--',
      ...hangCommand,
    ],
  },
  {
    name: 'start-server-and-test',
    command: (target) => [
      execPath,
      packageBin('start-server-and-test', 'start-server-and-test'),
      serverCommandLine(target),
      `${target.url}/health`,
      hangCommand.map(quote).join(' '),
    ],
  },
  { name: 'jest-dev-server', ...hanging('jest-dev-server', jestDevServer) },
  {
    name: 'Playwright webServer',
    command: () => [
      execPath,
      packageBin('@playwright/test', 'playwright'),
      'test',
      '--config',
      programPath('hang.config.mjs'),
    ],
  },
  { name: 'by hand', ...hanging('by-hand', byHand) },
]

/** A peer of the benchmark that is driven by its own functions. */
function hanging(file, { variants }) {
  const url = new URL(`../peers/${file}.mjs`, import.meta.url).href
  return { probe: variants.at(-1).probe, command: () => [execPath, programPath('hang.mjs'), url] }
}
