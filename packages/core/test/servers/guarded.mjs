// Listens only outside of tests, as many servers do that tests import.
import { createServer } from 'node:http'

const server = createServer((_, response) => response.end(String(process.pid)))
if (process.env.NODE_ENV !== 'test') server.listen(process.env.PORT, process.env.HOST)
