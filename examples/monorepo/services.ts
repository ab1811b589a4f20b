import { database, postgres } from '@portside/postgres'
import { command, defineServices } from 'portside'

const server = postgres()

const accountsDb = database(server, { migrate: './packages/accounts/migrations', reset: 'test' })
const accounts = command('node packages/accounts/server.js', {
  needs: { db: accountsDb },
  env: ({ db }) => ({ DATABASE_URL: db.url }),
  ready: '/health',
})

const ordersDb = database(server, { migrate: './packages/orders/migrations', reset: 'test' })
const orders = command('node packages/orders/server.js', {
  needs: { db: ordersDb, accounts },
  env: ({ db, accounts }) => ({ DATABASE_URL: db.url, ACCOUNTS_URL: accounts.url }),
  ready: '/health',
})

export default defineServices({ server, accountsDb, accounts, ordersDb, orders })
