import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { get, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import type { TestOptions } from 'node:test'
import { wait } from '#kernel/clock'

import { needs } from './programs.ts'

const modules = '/usr/lib/apache2/modules'

/** Options of a test that needs Apache with mod_auth_openidc; skipped by name without. */
export function needsRelyingParty(): TestOptions {
  const without = needs('apache2')
  if (without.skip || existsSync(join(modules, 'mod_auth_openidc.so'))) return without
  return { skip: 'not installed: libapache2-mod-auth-openidc' }
}

export type RelyingServer = AsyncDisposable & {
  readonly url: string
  readonly redirectUri: string
}

/**
 * Apache with mod_auth_openidc in front of a page that says who came. `port` is where it listens:
 * the redirect address is registered before it starts.
 */
export async function openRelyingServer(it: {
  folder: string
  port: number
  issuer: string
  clientId: string
  secret: string
}): Promise<RelyingServer> {
  const root = join(it.folder, 'apache')
  mkdirSync(join(root, 'pages/private'), { recursive: true })
  chmodSync(it.folder, 0o755)
  writeFileSync(join(root, 'pages/private/index.html'), 'private')
  writeFileSync(join(root, 'apache.conf'), configuration(root, it))
  const child = spawn('apache2', ['-X', '-d', root, '-f', join(root, 'apache.conf')], {
    stdio: 'ignore',
  })
  const url = `http://localhost:${it.port}`
  await untilOpen(url, child)
  return {
    url,
    redirectUri: redirectUriAt(it.port),
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once('close', resolve))
      child.kill()
      await ended
    },
  }
}

export function redirectUriAt(port: number): string {
  return `http://localhost:${port}/private/redirect`
}

export type Visited = { status: number; headers: IncomingHttpHeaders; location: string | undefined }

/**
 * A browser that goes from page to page with its cookies. Fetch would say in each request that a
 * script asks, and a script is told 401 instead of being sent to log in.
 */
export function openVisitor(url: string): (path: string) => Promise<Visited> {
  const cookies = new Map<string, string>()
  return (path) =>
    new Promise((resolve, reject) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const headers = { accept: 'text/html', ...(cookie && { cookie }) }
      get(new URL(path, url), { headers, agent: false }, (answer) => {
        for (const line of answer.headers['set-cookie'] ?? []) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
          cookies.set(name, value)
        }
        const { statusCode: status = 0, headers: told } = answer
        // The heads tell enough; the module's page for a refusal is longer than it says.
        resolve({ status, headers: told, location: told.location })
        answer.destroy()
      }).on('error', reject)
    })
}

function configuration(
  root: string,
  it: { port: number; issuer: string; clientId: string; secret: string },
): string {
  const loaded = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'dir', 'headers']
  return `
ServerName localhost
Listen 127.0.0.1:${it.port}
PidFile ${root}/apache.pid
ErrorLog ${root}/error.log
LogLevel warn auth_openidc:info
User www-data
Group www-data
${loaded.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join('\n')}
LoadModule auth_openidc_module ${modules}/mod_auth_openidc.so
DocumentRoot ${root}/pages
DirectoryIndex index.html
OIDCProviderMetadataURL ${it.issuer}/.well-known/openid-configuration
OIDCClientID ${it.clientId}
OIDCClientSecret ${it.secret}
OIDCRedirectURI ${redirectUriAt(it.port)}
OIDCCryptoPassphrase judging-only
OIDCScope "openid profile"
OIDCPKCEMethod S256
OIDCRemoteUserClaim sub
<Location /private>
  AuthType openid-connect
  Require valid-user
  Header set X-Person "expr=%{base64:%{env:OIDC_CLAIM_name}}"
  Header set X-Subject "expr=%{env:OIDC_CLAIM_sub}"
  Header set X-Context "expr=%{env:OIDC_CLAIM_acr}"
</Location>
`
}

async function untilOpen(url: string, child: ChildProcess): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 50) {
    if (child.exitCode !== null) throw new Error('Apache did not start.')
    const open = await fetch(url, { redirect: 'manual' }).then(
      () => true,
      () => false,
    )
    if (open) return
    await wait(50)
  }
  throw new Error('Apache does not answer.')
}
