import { database, postgres } from '@portside/postgres'
import { command, defineServices } from 'portside'

const db = database(postgres({ existing: process.env.DATABASE_URL }), {
  migrate: './migrations',
  seed: './seed.sql',
  reset: 'test',
})
const api = command('node server.js', {
  needs: { db },
  env: ({ db }) => ({ DATABASE_URL: db.url }),
  ready: '/health',
})

export default defineServices({ db, api })
