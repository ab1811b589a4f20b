import { createServer } from 'node:http'
import { createPool } from 'mysql2/promise'

const { CATALOG_URL, DATABASE_URL, HOST, PORT } = process.env
const pool = createPool(DATABASE_URL)

async function order(name, quantity) {
  const response = await fetch(new URL(`/products/${name}`, CATALOG_URL))
  const product = await response.json()
  if (!response.ok) return { status: 404, body: product }
  if (product.stock < quantity) return { status: 409, body: { error: `Only ${product.stock} of ${name} left` } }
  const total = product.price * quantity
  const [made] = await pool.execute('insert into orders (product, quantity, total) values (?, ?, ?)', [
    product.id,
    quantity,
    total,
  ])
  return { status: 201, body: { id: made.insertId, total } }
}

createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost')
  const { status, body } =
    pathname === '/health'
      ? { status: 200, body: {} }
      : await order(pathname.slice(1), Number(searchParams.get('quantity') ?? 1)).catch((error) => ({
          status: 500,
          body: { error: error.message },
        }))
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}).listen(Number(PORT), HOST)
