import { command, defineServices } from 'portside'

const api = command('node api.js')

const web = command('vite --host {host} --port {port} --strictPort', {
  needs: { api },
  env: ({ api }) => ({ API_URL: api.url }),
  ready: '/',
})

export default defineServices({ api, web })
