import { all } from './probes/all'
import { any } from './probes/any'
import { exec } from './probes/exec'
import { file } from './probes/file'
import { grpc } from './probes/grpc'
import { amqp, mongodb, mqtt, mysql, nats, postgres, redis } from './probes/handshakes'
import { http } from './probes/http'
import { log } from './probes/log'
import { resource } from './probes/resource'
import { stable } from './probes/stable'
import { tcp } from './probes/tcp'

const general = { tcp, http, log, file, exec, resource, all, any, stable } as const
const handshakes = { postgres, mysql, redis, mongodb, amqp, mqtt, nats, grpc } as const

/** The probes, under one name: `http` and `file` clash with what test files already import. */
export const probe = { ...general, ...handshakes }
