import { useQuery } from '@tanstack/react-query'
import { useAnswer } from '#portal/ask.ts'
import type { AuthorityView, CertificateView } from '../contract.ts'
import { type ListSeen, readCertificate, readList, readPem } from './der.ts'

export const api = '/api/trust-services/v1'
export const chainFile = `${api}/authorities.pem`

export type AuthorityFile = { serial: string; certificateFile: string; listFile: string }

/** The files of each authority, its certificate and its list, named by its key. */
export function useAuthorityFiles() {
  return useQuery({
    queryKey: chainFile.split('/').filter(Boolean),
    queryFn: async (): Promise<AuthorityFile[]> => {
      const pem = new TextDecoder().decode(await download(chainFile))
      return Promise.all(
        readPem(pem).map(async (der) => {
          const { serial, keyIdentifier } = await readCertificate(der)
          return {
            serial,
            certificateFile: `${api}/authorities/${keyIdentifier}.cer`,
            listFile: `${api}/revocation-lists/${keyIdentifier}.crl`,
          }
        }),
      )
    },
  })
}

/** What the newest revocation list of an authority says of itself. */
export function useList({ listFile }: AuthorityFile) {
  return useQuery<ListSeen>({
    queryKey: listFile.split('/').filter(Boolean),
    queryFn: async () => readList(await download(listFile)),
    // A revocation is on the list a moment after it was recorded.
    refetchInterval: 5_000,
  })
}

/** Certificates of one kind that are at work now. */
export function useServing(profile: CertificateView['profile']) {
  return useAnswer<{ items: CertificateView[] }>(
    `${api}/certificates?profile=${profile}&state=serving&limit=20`,
  )
}

export function useAuthority() {
  return useAnswer<AuthorityView>(`${api}/authority`)
}

/** A file as it is now; what the browser kept of it may be older than a revocation. */
async function download(path: string): Promise<Uint8Array> {
  const response = await fetch(path, { cache: 'no-cache' })
  if (!response.ok) throw new Error(`${path} cannot be read: ${response.status}.`)
  return new Uint8Array(await response.arrayBuffer())
}
