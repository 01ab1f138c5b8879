import { join } from 'node:path'
import nodemailer from 'nodemailer'
import { writeDurably } from '#kernel/secrets'

/** A letter. Letters of one `id` bear one Message-ID, so that a repeated one is known as such. */
export type Letter = {
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
}

export type Mail = {
  /** Hands a letter over. Rejects when the mail server does not take it: try again later. */
  send(letter: Letter): Promise<void>
}

export type MailConfig = {
  /** smtp(s)://user:password@host:port; empty keeps letters as files. */
  url: string
  from: string
  /** Where letters are kept when there is no mail server. */
  folder: string
}

/** Sends by SMTP; without a server each letter is kept as an .eml file that mail programs open. */
export function openMail({ url, from, folder }: MailConfig): Mail {
  const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }
  const transport = url ? nodemailer.createTransport({ url, ...timeouts } as object) : undefined
  const toFile = nodemailer.createTransport({ streamTransport: true, buffer: true })
  return {
    async send({ id, to, subject, text }) {
      const host = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost'
      const letter = { from, to, subject, text, messageId: `<${id}@${host}>` }
      if (transport) {
        await transport.sendMail(letter)
        return
      }
      const { message } = await toFile.sendMail(letter)
      writeDurably(join(folder, `${id}.eml`), message as Buffer)
    },
  }
}
