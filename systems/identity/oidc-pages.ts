import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider'
import { type Language, languageOf, type Words } from '#kernel/words'

/**
 * The few pages that the OpenID provider shows itself, before and after the portal: they carry no
 * script and load nothing.
 */
export function renderError(ctx: KoaContextWithOIDC, out: ErrorOut, _error: Error): void {
  if (!ctx.accepts('html') || ctx.accepts('json', 'html') === 'json') {
    ctx.type = 'application/problem+json'
    ctx.body = JSON.stringify({
      type: `urn:ndc:problem:identity.oidc-${out.error.replaceAll('_', '-')}`,
      code: `identity.oidc-${out.error.replaceAll('_', '-')}`,
      status: ctx.status,
      detail: out.error_description ?? out.error,
    })
    return
  }
  const language = languageOf(ctx.get('accept-language'))
  const say = saying(language)
  page(ctx, language, say(words.failed), [
    `<p>${say(words.failedWhy)}</p>`,
    `<p><code>${escape(out.error)}</code> ${escape(out.error_description ?? '')}</p>`,
  ])
}

/** Asks whether to log out everywhere; `form` is the provider's, with its one-time token. */
export function renderLogOut(ctx: KoaContextWithOIDC, form: string): void {
  const language = languageOf(ctx.get('accept-language'))
  const say = saying(language)
  page(ctx, language, say(words.logOut), [
    form,
    `<p>${say(words.logOutWhat)}</p>`,
    `<button autofocus type="submit" form="op.logoutForm" value="yes" name="logout">
      ${say(words.yes)}</button>`,
    `<button type="submit" form="op.logoutForm">${say(words.no)}</button>`,
  ])
}

export function renderLoggedOut(ctx: KoaContextWithOIDC): void {
  const language = languageOf(ctx.get('accept-language'))
  const say = saying(language)
  page(ctx, language, say(words.loggedOut), [`<p><a href="/">${say(words.home)}</a></p>`])
}

const words = {
  failed: { vi: 'Không thể tiếp tục đăng nhập', en: 'The log-in cannot go on' },
  failedWhy: {
    vi: 'Yêu cầu của ứng dụng không hợp lệ hoặc đã quá hạn. Hãy quay lại ứng dụng và thử lại.',
    en: 'The application sent a request that is not valid or too old. Go back to it and try again.',
  },
  logOut: { vi: 'Đăng xuất', en: 'Log out' },
  logOutWhat: {
    vi: 'Bạn có muốn đăng xuất khỏi định danh điện tử trên trình duyệt này?',
    en: 'Do you want to log out of your electronic identity in this browser?',
  },
  yes: { vi: 'Đăng xuất', en: 'Log out' },
  no: { vi: 'Ở lại', en: 'Stay' },
  loggedOut: { vi: 'Bạn đã đăng xuất', en: 'You are logged out' },
  home: { vi: 'Về trang chủ', en: 'To the start page' },
} satisfies Record<string, Words>

const saying = (language: Language) => (it: Words) => escape(it[language])

function page(ctx: KoaContextWithOIDC, language: Language, title: string, body: string[]): void {
  ctx.type = 'html'
  ctx.body = `<!doctype html><html lang="${language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · NDC</title>
<style>body{font:1rem/1.6 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}
button{font:inherit;padding:.5rem 1.25rem;margin-inline-end:.75rem}</style></head>
<body><main><h1>${title}</h1>${body.join('\n')}</main></body></html>`
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (it) => `&#${it.charCodeAt(0)};`)
}
