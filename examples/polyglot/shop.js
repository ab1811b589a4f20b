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

async function answer({ pathname, searchParams }) {
  if (pathname === '/health') return { status: 200, body: {} }
  return order(pathname.slice(1), Number(searchParams.get('quantity') ?? 1))
}

createServer((request, response) => {
  void answer(new URL(request.url, 'http://localhost'))
    .catch((error) => ({ status: 500, body: { error: error.message } }))
    .then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
}).listen(Number(PORT), HOST)
