import { type Outline, outlineOf } from '../domain/contract-outline.ts'

export type ReadContract = { readonly text: string; readonly outline: Outline }

/** What a text tells as a contract; throws where it is neither YAML nor JSON. */
export async function readContractText(text: string): Promise<ReadContract> {
  const document: unknown = /^\s*\{/.test(text)
    ? JSON.parse(text)
    : (await import('yaml')).parse(text, { maxAliasCount: 100 })
  return { text, outline: outlineOf(document) }
}
