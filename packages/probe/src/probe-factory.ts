import { amqp } from './handshakes/amqp'
import { grpc } from './handshakes/grpc'
import { mongodb } from './handshakes/mongodb'
import { mqtt } from './handshakes/mqtt'
import { mysql } from './handshakes/mysql'
import { nats } from './handshakes/nats'
import { postgres } from './handshakes/postgres'
import { redis } from './handshakes/redis'
import { all } from './probes/all'
import { any } from './probes/any'
import { exec } from './probes/exec'
import { file } from './probes/file'
import { http } from './probes/http'
import { log } from './probes/log'
import { resource } from './probes/resource'
import { stable } from './probes/stable'
import { tcp } from './probes/tcp'

const general = { tcp, http, log, file, exec, resource, all, any, stable } as const
const handshakes = { postgres, mysql, redis, mongodb, amqp, mqtt, nats, grpc } as const

/** The probes, under one name: `http` and `file` clash with what test files already import. */
export const probe = { ...general, ...handshakes }
