import { command, defineServices } from 'portside'

const store = command('node store.js', { ready: '/notes' })

const api = command('node api.js', {
  needs: { store },
  env: ({ store }) => ({ STORE_URL: store.url }),
  ready: '/health',
})

export default defineServices({ store, api })
