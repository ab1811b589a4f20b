import { all } from './probes/all'
import { any } from './probes/any'
import { exec } from './probes/exec'
import { file } from './probes/file'
import { http } from './probes/http'
import { log } from './probes/log'
import { resource } from './probes/resource'
import { stable } from './probes/stable'
import { tcp } from './probes/tcp'

/** The probes, under one name: `http` and `file` clash with what test files already import. */
export const probe = { tcp, http, log, file, exec, resource, all, any, stable } as const
