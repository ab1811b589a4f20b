import { start } from 'portside'
import services, { note } from './soak-services.mjs'

/** A run of the soak by `start()`: starts all services, makes a request of each, stops them. */
const started = await Promise.all(Object.values(services).map((service) => start(service)))
note('use')
for (const service of started) await (await service.fetch('/')).text()
note('stop')
await Promise.all(started.map((service) => service.stop()))
