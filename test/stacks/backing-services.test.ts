import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readmeSteps } from '../support/readme-steps'
import { repositoryRoot } from '../support/repository-root'
import { type UserFolder, userFolder } from '../support/user-folder'
import { missing, skipNote } from './support/programs'

/** The clients, with the versions that were tried. */
const clients = ['amqplib@2.3.1', 'memjs@1.3.2', 'mqtt@5.16.0', 'nats@2.29.3', 'nodemailer@10.6.1']

let folder: UserFolder

beforeAll(async () => {
  folder = await userFolder()
  for (const step of readmeSteps(await readFile(join(repositoryRoot, 'docs/services/README.md'), 'utf8')))
    if (step.kind === 'line') expect(await folder.run(`${step.line} ${clients.join(' ')}`)).toMatchObject({ code: 0 })
    else await writeIn(folder, step.path, step.text)
  await copyFile(join(import.meta.dirname, 'programs/use-backing-service.mjs'), join(folder.path, 'use.mjs'))
}, 300_000)

afterAll(() => folder.remove())

for (const [name, program] of [
  ['memcached', 'memcached'],
  ['nats', 'nats-server'],
  ['mosquitto', 'mosquitto'],
  ['rabbitmq', 'rabbitmq-server'],
  ['etcd', 'etcd'],
  ['nginx', 'nginx'],
  ['mail', 'aiosmtpd'],
] as const) {
  const reason = missing(program)
  test.skipIf(reason !== undefined)(
    `${name} of docs/services starts twice at once, is used and emptied by its client, and leaves nothing${skipNote(reason)}`,
    async () => {
      const { code, output } = await folder.run(`node use.mjs ${name}`)
      expect(code, output).toBe(0)
      expect(output).not.toContain('PORTSIDE_EXPOSED')
      expect(await folder.left()).toEqual([])
    },
    120_000,
  )
}

async function writeIn({ path }: UserFolder, name: string, text: string): Promise<void> {
  await mkdir(dirname(join(path, name)), { recursive: true })
  await writeFile(join(path, name), text)
}
