import { peer as byHand } from './peers/by-hand.mjs'
import { peer as byHandPolling } from './peers/by-hand-polling.mjs'
import { peer as jestDevServer } from './peers/jest-dev-server.mjs'
import { peer as playwright } from './peers/playwright.mjs'
import { peer as portsideRun } from './peers/portside-run.mjs'
import { peer as portside } from './peers/portside.mjs'
import { peer as startServerAndTest } from './peers/start-server-and-test.mjs'
import { peer as waitOn } from './peers/wait-on.mjs'

/** All that is compared, in the order of the tables. */
export const peers = [
  portside,
  portsideRun,
  waitOn,
  jestDevServer,
  startServerAndTest,
  playwright,
  byHandPolling,
  byHand,
]
