import { command, defineServices } from 'portside'
import { python } from './python'

export default defineServices({
  app: command([python ?? 'python3', '-m', 'flask', 'run', '--host', '{host}', '--port', '{port}'], {
    ready: '/health',
  }),
})
