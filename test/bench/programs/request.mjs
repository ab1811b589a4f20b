import { processStartNs } from '../support/clock.mjs'
import { report } from '../support/report.mjs'
import { readTarget } from '../support/target.mjs'

/** The test command of harnesses that run one: one request. `portside run` gives the address. */
report({ wentOnNs: processStartNs() })
const response = await fetch(process.env.PORTSIDE_URL ?? readTarget().url)
report(await response.json())
