import { report } from '../../support/report.mjs'
import { readTarget } from '../../support/target.mjs'

/** The test command of harnesses that run one, which does not end. */
await (await fetch(process.env.PORTSIDE_URL ?? readTarget().url)).text()
report({ isUp: true })
setInterval(() => undefined, 1000)
