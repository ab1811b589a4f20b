import { command, defineServices } from 'portside'

export default defineServices({
  api: command('node server.js', { ready: '/health' }),
})
