import { database, mysql } from '@portside/mysql'
import { command, defineServices } from 'portside'
import { flask } from 'portside/presets'
import { python } from './missing'

const db = database(mysql(), { migrate: './schema.sql', reset: 'test' })

const catalog = flask({
  ...(python && { interpreter: python }),
  app: 'catalog',
  needs: { db },
  env: ({ db }) => db.env,
  ready: '/health',
})

const shop = command('node shop.js', {
  needs: { db, catalog },
  env: ({ db, catalog }) => ({ DATABASE_URL: db.url, CATALOG_URL: catalog.url }),
  ready: '/health',
})

export default defineServices({ db, catalog, shop })
