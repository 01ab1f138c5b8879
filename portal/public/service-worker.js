// Keeps the pages' own files for when the network is away. Answers of the API are never kept.
const shelf = 'ndc-pages-1'

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(shelf).then((it) => it.addAll(['/', '/icon.svg', '/appearance.js'])))
  self.skipWaiting()
})

self.addEventListener('activate', (event) => {
  const old = caches.keys().then((names) => names.filter((it) => it !== shelf).map((it) => caches.delete(it)))
  event.waitUntil(old.then((all) => Promise.all(all)).then(() => self.clients.claim()))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (url.pathname.startsWith('/assets/')) event.respondWith(fromShelf(request))
  else if (request.mode === 'navigate' && !/^\/(api|oidc|docs|health|metrics|\.well-known)/.test(url.pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match('/')))
  }
})

// The names of these files carry the digest of their content, so a kept one is never out of date.
async function fromShelf(request) {
  const kept = await caches.match(request)
  if (kept) return kept
  const fresh = await fetch(request)
  if (fresh.ok) await (await caches.open(shelf)).put(request, fresh.clone())
  return fresh
}
