import type { Center } from '#server/center'
import { openCaller } from '#testing/house'

/** A registered program and its secret. */
export type Program = { readonly id: string; readonly secret: string }

/** Registers so many programs with these scopes. */
export async function addPrograms(
  { rooms }: Center,
  count: number,
  scopes: string[],
): Promise<Program[]> {
  const programs: Program[] = []
  for (let at = 0; at < count; at++) {
    const id = `bench-${at}`
    const name = { vi: `Chương trình ${at}`, en: `Program ${at}` }
    const { secret } = await rooms.identity.addClient({
      id,
      name,
      kind: 'program',
      redirectUris: [],
      scopes,
    })
    programs.push({ id, secret: secret as string })
  }
  return programs
}

/** The header that a program calls with; it serves for five minutes. */
export async function tokenOf(
  url: string,
  { id, secret }: Program,
  scopes: string[],
): Promise<Record<string, string>> {
  const { status, body } = await openCaller(url).post(
    '/oidc/token',
    `grant_type=client_credentials&scope=${scopes.join('+')}`,
    {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
    },
  )
  if (status !== 200) throw new Error(JSON.stringify(body))
  return { authorization: `Bearer ${body.access_token}` }
}
