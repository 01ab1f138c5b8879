import type { Words } from '#kernel/words'

/** The catalogue in DCAT-AP 3.0, as JSON-LD: datasets, their distributions and their services. */
export type Catalogued = {
  readonly code: string
  readonly title: Words
  readonly description: Words
  readonly owner: string
  readonly createdAt: Date
  readonly versions: readonly {
    readonly version: number
    readonly publishedAt: Date
    readonly bytes: number
    readonly sha256: string
    readonly rows: number
  }[]
}

const context = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  spdx: 'http://spdx.org/rdf/terms#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
}

const language = (code: string) => ({
  '@id': `http://publications.europa.eu/resource/authority/language/${code}`,
})
const inTwo = ({ vi, en }: Words) => [
  { '@value': vi, '@language': 'vi' },
  { '@value': en, '@language': 'en' },
]
const instant = (at: Date) => ({ '@value': at.toISOString(), '@type': 'xsd:dateTime' })

export function catalogue(center: string, datasets: readonly Catalogued[]): object {
  const base = `${center}/api/data-coordination/v1`
  const publisher = {
    '@id': `${center}/#ndc`,
    '@type': 'foaf:Agent',
    'foaf:name': inTwo({ vi: 'Trung tâm dữ liệu quốc gia', en: 'National Data Center' }),
  }
  const published = datasets.filter((it) => it.versions.length > 0)
  return {
    '@context': context,
    '@id': `${base}/dcat`,
    '@type': 'dcat:Catalog',
    'dct:title': inTwo({ vi: 'Danh mục dữ liệu dùng chung', en: 'Catalogue of shared data' }),
    'dct:description': inTwo({
      vi: 'Các tập dữ liệu mà xưởng dữ liệu quốc gia công bố cho cơ quan nhà nước.',
      en: 'The datasets that the national workshop publishes for agencies.',
    }),
    'dct:publisher': publisher,
    'dct:language': [language('VIE'), language('ENG')],
    'dcat:dataset': published.map((it) => dataset(base, publisher['@id'], it)),
    'dcat:service': published.map((it) => service(base, publisher['@id'], it)),
  }
}

function dataset(base: string, publisher: string, it: Catalogued): object {
  const id = `${base}/datasets/${it.code}`
  const [newest] = it.versions
  return {
    '@id': id,
    '@type': 'dcat:Dataset',
    'dct:identifier': it.code,
    'dct:title': inTwo(it.title),
    'dct:description': inTwo(it.description),
    'dct:publisher': { '@id': publisher },
    'dct:creator': {
      '@id': `urn:x-road:${it.owner}`,
      '@type': 'foaf:Agent',
      'foaf:name': it.owner,
    },
    'dct:issued': instant(it.createdAt),
    ...(newest && {
      'dct:modified': instant(newest.publishedAt),
      'dcat:version': String(newest.version),
    }),
    'dct:accessRights': {
      '@id': 'http://publications.europa.eu/resource/authority/access-right/RESTRICTED',
    },
    'dcat:distribution': it.versions.map((version) => ({
      '@id': `${id}#v${version.version}`,
      '@type': 'dcat:Distribution',
      'dct:title': inTwo({
        vi: `Phiên bản ${version.version}, ${version.rows} dòng`,
        en: `Version ${version.version}, ${version.rows} rows`,
      }),
      'dcat:accessURL': { '@id': `${base}/published/${it.code}/records` },
      'dcat:accessService': { '@id': `${base}/published/${it.code}` },
      'dct:issued': instant(version.publishedAt),
      'dcat:mediaType': {
        '@id': 'https://www.iana.org/assignments/media-types/application/json',
      },
      'dcat:byteSize': { '@value': String(version.bytes), '@type': 'xsd:nonNegativeInteger' },
      'spdx:checksum': {
        '@type': 'spdx:Checksum',
        'spdx:algorithm': { '@id': 'spdx:checksumAlgorithm_sha256' },
        'spdx:checksumValue': { '@value': version.sha256, '@type': 'xsd:hexBinary' },
      },
    })),
  }
}

function service(base: string, publisher: string, { code, title }: Catalogued): object {
  return {
    '@id': `${base}/published/${code}`,
    '@type': 'dcat:DataService',
    'dct:title': inTwo({ vi: `Tra cứu: ${title.vi}`, en: `Look-up: ${title.en}` }),
    'dct:publisher': { '@id': publisher },
    'dcat:endpointURL': { '@id': `${base}/published/${code}/records` },
    'dcat:endpointDescription': { '@id': `${base.replace(/\/api\/.*/, '')}/docs` },
    'dcat:servesDataset': { '@id': `${base}/datasets/${code}` },
  }
}
