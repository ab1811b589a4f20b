import { appendFileSync } from 'node:fs'

/** The test command of a run of the soak by `portside run`: makes a request of each service. */
appendFileSync(process.env.SOAK_STAGES, 'use\n')
for (const name of ['PLAIN', 'DAEMON', 'STUBBORN']) await (await fetch(process.env[`PORTSIDE_${name}_URL`])).text()
appendFileSync(process.env.SOAK_STAGES, 'stop\n')
