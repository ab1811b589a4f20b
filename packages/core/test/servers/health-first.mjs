// A healthy service: its management port answers the same path first, its real port as many milliseconds later as its first argument says.
import { createServer } from 'node:http'

createServer((_, response) => response.end('ok')).listen(0, process.env.HOST)
const real = createServer((_, response) => response.end('ok'))
setTimeout(() => real.listen(process.env.PORT, process.env.HOST), Number(process.argv[2]))
