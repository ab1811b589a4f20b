import { command, defineServices } from 'portside'
import { vite } from 'portside/presets'

const api = command('node api.js')

const web = vite({ needs: { api }, env: ({ api }) => ({ API_URL: api.url }) })

export default defineServices({ api, web })
