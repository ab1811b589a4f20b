// The protocols, as one part that is loaded where a probe speaks one of them.
export { amqp } from './handshakes/amqp'
export { converse } from './handshakes/converse'
export { mongodb } from './handshakes/mongodb'
export { mqtt } from './handshakes/mqtt'
export { mysql } from './handshakes/mysql'
export { nats } from './handshakes/nats'
export { postgres } from './handshakes/postgres'
export { redis } from './handshakes/redis'
