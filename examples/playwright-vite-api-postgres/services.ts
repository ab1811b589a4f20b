import { database, postgres } from '@portside/postgres'
import { command, defineServices } from 'portside'
import { vite } from 'portside/presets'

const db = database(postgres(), { migrate: './migrations', seed: './seed.sql', reset: 'test' })

const api = command('node server.js', {
  needs: { db },
  env: ({ db }) => ({ DATABASE_URL: db.url }),
  ready: '/health',
})

const web = vite({ needs: { api }, env: ({ api }) => ({ API_URL: api.url }) })

export default defineServices({ db, api, web })
