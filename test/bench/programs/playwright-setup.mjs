import { nowNs } from '../support/clock.mjs'
import { report } from '../support/report.mjs'

/** Playwright calls this as soon as its web servers are ready: the first line of the user's that runs after the wait. */
export default function setup() {
  report({ wentOnNs: nowNs() })
}
