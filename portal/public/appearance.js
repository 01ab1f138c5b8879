// Before the first paint, so that a dark room is not lit up: the scheme and language last chosen.
;(function () {
  var scheme = localStorage.getItem('ndc-scheme')
  var dark = scheme === 'dark' || ((!scheme || scheme === 'auto') && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
  document.documentElement.lang = localStorage.getItem('ndc-language') === 'en' ? 'en' : 'vi'
})()
