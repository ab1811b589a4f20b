import { defineServices } from 'portside'
import { flask } from 'portside/presets'
import { python } from './python'

export default defineServices({
  app: flask({ ...(python && { interpreter: python }), ready: '/health' }),
})
